import type { Leaf, Node } from "../model/node.ts";
import type { Resource } from "../model/resource.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import { choice, flag, group, leaf, optionalAnyMap, optionalText, secret, text, texts } from "./nodes.ts";

/** Speech: reading aloud, dictation and calls. */
export const audio: Resource = {
  name: "audio",
  title: "audio",
  description: "Reading answers aloud, dictation and voice calls.",
  specPath: ["audio"],
  panel: "Admin Panel > Settings > Audio",
  read: { path: "/api/v1/audio/config" },
  // With Whisper on the server itself every write loads the model, and downloads it where it is missing.
  write: { path: "/api/v1/audio/config/update", timeoutMs: 300_000 },
  root: group("Reading answers aloud, dictation and voice calls.", {
    tts: group(
      "Text to speech: reading answers aloud.",
      seededBy("AUDIO_TTS", {
        ENGINE: text(
          "Who reads aloud: openai, openai-realtime, elevenlabs, azure, mistral, transformers (on the server); empty: the browser.",
          {
            label: "Text-to-Speech Engine",
            findDoubt: doubtUnlessOneOf(
              "openai",
              "openai-realtime",
              "elevenlabs",
              "azure",
              "mistral",
              "transformers",
            ),
          },
        ),
        MODEL: text("Model that reads aloud.", { label: "TTS Model" }),
        VOICE: text("Voice that reads aloud.", { label: "TTS Voice" }),
        SPLIT_ON: text("Where an answer is cut into pieces to read: punctuation, paragraphs or none.", {
          label: "Response Splitting",
        }),
        API_KEY: secret("AUDIO_TTS_API_KEY", "API key for ElevenLabs or Azure.", { label: "API Key" }),
        OPENAI_API_BASE_URL: text("URL of the OpenAI-compatible API.", { label: "API Base URL" }),
        OPENAI_API_KEY: secret("AUDIO_TTS_OPENAI_API_KEY", "API key for the OpenAI-compatible API.", {
          label: "API Key",
        }),
        OPENAI_PARAMS: optionalAnyMap("Parameters to add to each request to the OpenAI-compatible API.", {
          label: "Additional Parameters",
        }),
        AZURE_SPEECH_REGION: text("Azure region; empty: eastus.", { label: "Azure Region" }),
        AZURE_SPEECH_BASE_URL: text("URL of Azure's speech service, where it is not the region's own.", {
          label: "Endpoint URL",
        }),
        AZURE_SPEECH_OUTPUT_FORMAT: text("Audio format that Azure returns.", { label: "Output format" }),
        MISTRAL_API_BASE_URL: text("URL of Mistral's API.", { label: "API Base URL" }),
        MISTRAL_API_KEY: secret("AUDIO_TTS_MISTRAL_API_KEY", "API key for Mistral.", { label: "API Key" }),
        REALTIME_TTS_PROMPT_TEMPLATE: optionalText(
          "How OpenAI Realtime is told to read; null or empty: the server's own prompt.",
          { label: "Prompt Template" },
        ),
      }),
    ),
    stt: group("Speech to text: dictation and recordings.", {
      ...seededBy("AUDIO_STT", {
        ENGINE: text(
          "Who transcribes: openai, deepgram, azure, mistral, web (the browser); empty: Whisper on the server.",
          {
            label: "Speech-to-Text Engine",
            findDoubt: doubtUnlessOneOf("openai", "deepgram", "azure", "mistral", "web"),
          },
        ),
        MODEL: text("Model that transcribes.", { label: "STT Model" }),
        SUPPORTED_CONTENT_TYPES: texts("MIME types that are transcribed; none: the server's own choice.", {
          label: "Supported MIME Types",
        }),
        ALLOWED_EXTENSIONS: texts("Extensions of the files that may be transcribed."),
        OPENAI_API_BASE_URL: text("URL of the OpenAI-compatible API.", { label: "API Base URL" }),
        OPENAI_API_KEY: secret("AUDIO_STT_OPENAI_API_KEY", "API key for the OpenAI-compatible API.", {
          label: "API Key",
        }),
        OPENAI_API_REQUEST_FORMAT: text("How a recording is sent: multipart, or json (Base64).", {
          label: "Request Format",
        }),
        AZURE_API_KEY: secret("AUDIO_STT_AZURE_API_KEY", "API key for Azure.", { label: "API Key" }),
        AZURE_REGION: text("Azure region; empty: eastus.", { label: "Azure Region" }),
        AZURE_LOCALES: text("Languages to expect, separated by commas; empty: found out.", {
          label: "Language Locales",
        }),
        AZURE_BASE_URL: text("URL of Azure's speech service, where it is not the region's own.", {
          label: "Endpoint URL",
        }),
        AZURE_MAX_SPEAKERS: text("How many speakers to tell apart, as text; empty: the default.", {
          label: "Max Speakers",
        }),
        MISTRAL_API_BASE_URL: text("URL of Mistral's API.", { label: "API Base URL" }),
        MISTRAL_API_KEY: secret("AUDIO_STT_MISTRAL_API_KEY", "API key for Mistral.", { label: "API Key" }),
        MISTRAL_USE_CHAT_COMPLETIONS: flag("Transcribe through Mistral's chat completions.", {
          label: "Use Chat Completions API",
        }),
      }),
      WHISPER_MODEL: text("Whisper model that the server itself runs: base, small … or a path.", {
        label: "STT Model",
      }),
      DEEPGRAM_API_KEY: secret("DEEPGRAM_API_KEY", "API key for Deepgram.", { label: "API Key" }),
    }),
    realtime: group(
      "Voice calls with a model that hears and speaks.",
      seededBy("AUDIO_REALTIME", {
        ENABLED: flag("Hold voice calls with a realtime model.", { label: "Call mode" }),
        PROVIDER: choice(["openai", "azure"], "Who provides the model.", { label: "Provider" }),
        AUTH_TYPE: choice(["api_key", "microsoft_entra_id"], "How the server signs in at Azure.", {
          label: "Authentication",
        }),
        OPENAI_API_BASE_URL: text("URL of the realtime API.", { label: "API Base URL" }),
        OPENAI_API_KEY: secret("AUDIO_REALTIME_OPENAI_API_KEY", "API key for the realtime API.", {
          label: "API Key",
        }),
        MODEL: name("Realtime model; on Azure the deployment.", "Voice Model"),
        VOICE: name("Voice of the model.", "Voice"),
        TRANSCRIPTION_MODEL: name("Model that writes down what people say.", "Input Transcription Model"),
        INPUT_PARAMS: optionalAnyMap("Parameters of the audio input, such as turn_detection.", {
          label: "Input Parameters",
        }),
        REALTIME_CALL_PROMPT_TEMPLATE: optionalText(
          "What the model is told for a call; null or empty: the server's own prompt.",
          { label: "Prompt Template" },
        ),
      }),
    ),
  }),
};

/** Text of a length that the server takes. */
function name(description: string, label: string): Leaf {
  return leaf(description, (z) => z.string().min(1).max(200), { label });
}

/** Returns settings that know the environment variables which seed them on a new server. */
function seededBy(prefix: string, settings: Readonly<Record<string, Leaf>>): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, one]) => [key, { ...one, aliases: [`${prefix}_${key}`] }]),
  );
}
