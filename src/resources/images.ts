import { getOwn, isObject, type Json } from "../model/json.ts";
import type { Leaf } from "../model/node.ts";
import type { Caution, Refusal, Resource } from "../model/resource.ts";
import { trimSlashes } from "./canonical.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import {
  flag,
  group,
  json,
  leaf,
  optionalInteger,
  optionalSecret,
  optionalText,
  secret,
  text,
} from "./nodes.ts";
import { takeSettings } from "./take-settings.ts";

/** Making and editing images. */
export const images: Resource = {
  name: "images",
  title: "images",
  description: "Making and editing images.",
  specPath: ["images"],
  panel: "Admin Panel > Settings > Images",
  // One object since 0.6.35; older releases have other names, and keep size and steps at a second endpoint.
  read: {
    path: "/api/v1/images/config",
    unwrap: (answer) => takeSettings(answer, "IMAGE_GENERATION_ENGINE"),
  },
  // With Automatic1111 every write asks its server, and has it load the model.
  write: {
    path: "/api/v1/images/config/update",
    // Since 0.10 the default permissions are in the answer as well.
    unwrap: takeAnswered,
    timeoutMs: 300_000,
  },
  root: group("Making and editing images.", {
    ENABLE_IMAGE_GENERATION: flag("Let people make images.", { label: "Image Generation" }),
    ENABLE_IMAGE_PROMPT_GENERATION: flag("Have a model improve the prompt first.", {
      label: "Image Prompt Generation",
    }),
    IMAGE_GENERATION_ENGINE: text("Who makes images: openai, comfyui, automatic1111 or gemini.", {
      label: "Image Generation Engine",
      findDoubt: doubtUnlessOneOf("openai", "comfyui", "automatic1111", "gemini"),
    }),
    IMAGE_GENERATION_MODEL: text("Model that makes images; empty: the engine's own.", { label: "Model" }),
    IMAGE_SIZE: optionalText(
      "Size of images, as in 512x512; auto with some models; empty: the engine's own.",
      {
        label: "Image Size",
      },
    ),
    IMAGE_STEPS: optionalInteger("Steps that an image takes.", { label: "Steps" }),
    IMAGES_OPENAI_API_BASE_URL: text("URL of the OpenAI-compatible API.", { label: "API Base URL" }),
    IMAGES_OPENAI_API_KEY: secret("IMAGES_OPENAI_API_KEY", "API key for the OpenAI-compatible API.", {
      label: "API Key",
    }),
    IMAGES_OPENAI_API_VERSION: text("API version, for Azure.", { label: "API Version" }),
    IMAGES_OPENAI_API_PARAMS: parameters(
      "Parameters to add to each request to the OpenAI-compatible API.",
      "IMAGES_OPENAI_PARAMS",
    ),
    AUTOMATIC1111_BASE_URL: text("URL of Automatic1111.", { label: "Base URL" }),
    AUTOMATIC1111_API_AUTH: optionalSecret("AUTOMATIC1111_API_AUTH", "user:password for Automatic1111.", {
      label: "API Auth String",
    }),
    AUTOMATIC1111_PARAMS: parameters("Parameters to add to each request to Automatic1111."),
    COMFYUI_BASE_URL: text("URL of ComfyUI.", { label: "Base URL", canonical: trimSlashes }),
    COMFYUI_API_KEY: secret("COMFYUI_API_KEY", "API key for ComfyUI.", { label: "API Key" }),
    COMFYUI_WORKFLOW: text("ComfyUI's workflow for making images, as JSON in a text.", {
      label: "ComfyUI Workflow",
    }),
    COMFYUI_WORKFLOW_NODES: nodes("Where the workflow takes prompt, model, size and so on."),
    IMAGES_GEMINI_API_BASE_URL: text("URL of Gemini's API.", { label: "API Base URL" }),
    IMAGES_GEMINI_API_KEY: secret("IMAGES_GEMINI_API_KEY", "API key for Gemini.", { label: "API Key" }),
    IMAGES_GEMINI_ENDPOINT_METHOD: text("How Gemini is asked: predict or generateContent; empty: predict.", {
      label: "Gemini Endpoint Method",
    }),
    ENABLE_IMAGE_EDIT: flag("Let people edit images.", { label: "Image Edit" }),
    IMAGE_EDIT_ENGINE: text("Who edits images: openai, comfyui or gemini.", {
      label: "Image Edit Engine",
      findDoubt: doubtUnlessOneOf("openai", "comfyui", "gemini"),
    }),
    IMAGE_EDIT_MODEL: text("Model that edits images; empty: the engine's own.", { label: "Model" }),
    IMAGE_EDIT_SIZE: optionalText("Size of edited images, as in 512x512; empty: the engine's own.", {
      label: "Image Size",
    }),
    IMAGES_EDIT_OPENAI_API_BASE_URL: text("URL of the OpenAI-compatible API that edits.", {
      label: "API Base URL",
    }),
    IMAGES_EDIT_OPENAI_API_KEY: secret(
      "IMAGES_EDIT_OPENAI_API_KEY",
      "API key for the OpenAI-compatible API that edits.",
      { label: "API Key" },
    ),
    IMAGES_EDIT_OPENAI_API_VERSION: text("API version for edits, for Azure.", { label: "API Version" }),
    IMAGES_EDIT_GEMINI_API_BASE_URL: text("URL of Gemini's API that edits.", { label: "API Base URL" }),
    IMAGES_EDIT_GEMINI_API_KEY: secret("IMAGES_EDIT_GEMINI_API_KEY", "API key for Gemini that edits.", {
      label: "API Key",
    }),
    IMAGES_EDIT_COMFYUI_BASE_URL: text("URL of ComfyUI that edits.", {
      label: "Base URL",
      canonical: trimSlashes,
    }),
    IMAGES_EDIT_COMFYUI_API_KEY: secret("IMAGES_EDIT_COMFYUI_API_KEY", "API key for ComfyUI that edits.", {
      label: "API Key",
    }),
    IMAGES_EDIT_COMFYUI_WORKFLOW: text("ComfyUI's workflow for editing images, as JSON in a text.", {
      label: "ComfyUI Workflow",
    }),
    IMAGES_EDIT_COMFYUI_WORKFLOW_NODES: nodes("Where the editing workflow takes image, prompt and so on."),
  }),
  findRefusals,
  findCautions,
};

function parameters(description: string, variable?: string): Leaf {
  return leaf(description, (z) => z.union([z.record(z.string(), json(z)), z.string()]).nullable(), {
    label: "Additional Parameters",
    ...(variable === undefined ? {} : { aliases: [variable] }),
  });
}

function nodes(description: string): Leaf {
  return leaf(description, (z) => z.array(z.record(z.string(), json(z))), {
    label: "ComfyUI Workflow Nodes",
  });
}

// Up to 0.9 such a write stores the switch, the engine and the model before it is refused.
function findRefusals(merged: Json): Refusal[] {
  const refusals: Refusal[] = [];
  const size = getOwn(merged, "IMAGE_SIZE");
  if (size !== undefined && (typeof size !== "string" || !/^(auto|\d+x\d+)?$/.test(size))) {
    refusals.push({
      path: ["IMAGE_SIZE"],
      message: "IMAGE_SIZE is not a size, and the server refuses images with it",
      hint: 'give images.IMAGE_SIZE a value such as 512x512, or ""',
    });
  }
  const steps = getOwn(merged, "IMAGE_STEPS");
  if (steps !== undefined && (typeof steps !== "number" || steps < 0)) {
    refusals.push({
      path: ["IMAGE_STEPS"],
      message: "IMAGE_STEPS is not 0 or more, and the server refuses images with it",
      hint: "give images.IMAGE_STEPS a number such as 50",
    });
  }
  return refusals;
}

function takeAnswered(answer: Json): Json | undefined {
  if (!isObject(answer)) return undefined;
  const { USER_PERMISSIONS: _, ...settings } = answer;
  return settings;
}

// No refusal: since 0.8 a variable of the server says which models may choose.
function findCautions({ images: after }: Readonly<Record<string, Json>>): Caution[] {
  const model = getOwn(after, "IMAGE_GENERATION_MODEL");
  if (
    getOwn(after, "IMAGE_SIZE") !== "auto" ||
    (typeof model === "string" && model.startsWith("gpt-image"))
  ) {
    return [];
  }
  return [
    {
      path: ["IMAGE_SIZE"],
      code: "plan.image-size",
      message: "IMAGE_SIZE is auto, which a server takes for models whose names begin with gpt-image",
      hint: "set IMAGE_AUTO_SIZE_MODELS_REGEX_PATTERN on the server for other models, or give a size such as 512x512",
    },
  ];
}
