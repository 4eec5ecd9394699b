import type { Node } from "../model/node.ts";
import { toNumber } from "./canonical.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import { anyMap, flag, leaf, mapOf, optionalTexts, secret, text, texts } from "./nodes.ts";

/** Settings that say how files become text. */
export const extractionSettings = {
  CONTENT_EXTRACTION_ENGINE: text(
    "Who turns files into text: external, tika, docling, datalab_marker, document_intelligence, mistral_ocr, paddleocr_vl, mineru; empty: the server.",
    {
      label: "Content Extraction Engine",
      findDoubt: doubtUnlessOneOf(
        "external",
        "tika",
        "docling",
        "datalab_marker",
        "document_intelligence",
        "mistral_ocr",
        "paddleocr_vl",
        "mineru",
      ),
    },
  ),
  // Once there is a list the server does not go back to null.
  CONTENT_EXTRACTION_SUPPORTED_MEDIA_MIME_TYPES: optionalTexts(
    "MIME types of images and videos that the engine takes; null, the factory value, takes all with external and none otherwise.",
    { label: "Supported Media MIME Types" },
  ),
  PDF_EXTRACT_IMAGES: flag("Read the text in a PDF's images, too.", { label: "PDF Extract Images (OCR)" }),
  PDF_LOADER_MODE: text("How a PDF is read: page by page (page) or in one piece (single).", {
    label: "PDF Loader Mode",
  }),
  DATALAB_MARKER_API_BASE_URL: text("URL of Datalab Marker.", { label: "API Base URL" }),
  DATALAB_MARKER_API_KEY: secret("DATALAB_MARKER_API_KEY", "API key for Datalab Marker.", {
    label: "API Key",
  }),
  DATALAB_MARKER_ADDITIONAL_CONFIG: text("Further options of Datalab Marker, as JSON in a text.", {
    label: "Additional Config",
  }),
  DATALAB_MARKER_USE_LLM: flag("Have a language model improve what Datalab Marker reads.", {
    label: "Use LLM",
  }),
  DATALAB_MARKER_SKIP_CACHE: flag("Read files anew that Datalab Marker has read before.", {
    label: "Skip Cache",
  }),
  DATALAB_MARKER_FORCE_OCR: flag("Recognise the text of all pages.", { label: "Force OCR" }),
  DATALAB_MARKER_PAGINATE: flag("Mark where pages end.", { label: "Paginate" }),
  DATALAB_MARKER_STRIP_EXISTING_OCR: flag("Drop recognised text that a file has, and recognise it anew.", {
    label: "Strip Existing OCR",
  }),
  DATALAB_MARKER_DISABLE_IMAGE_EXTRACTION: flag("Leave images out.", { label: "Disable Image Extraction" }),
  DATALAB_MARKER_FORMAT_LINES: flag("Find out formulas and styles in lines.", { label: "Format Lines" }),
  DATALAB_MARKER_OUTPUT_FORMAT: text("What Datalab Marker returns: markdown, json or html.", {
    label: "Output Format",
  }),
  EXTERNAL_DOCUMENT_LOADER_URL: text("URL of the external loader.", { label: "Document Loader URL" }),
  EXTERNAL_DOCUMENT_LOADER_API_KEY: secret(
    "EXTERNAL_DOCUMENT_LOADER_API_KEY",
    "API key for the external loader.",
    { label: "API Key" },
  ),
  EXTERNAL_DOCUMENT_LOADER_HEADERS: mapOf(
    "Request headers for the external loader.",
    secret("EXTERNAL_DOCUMENT_LOADER_HEADER", "Value of the header."),
  ),
  TIKA_SERVER_URL: text("URL of Tika.", { label: "Tika Server URL" }),
  TIKA_SERVER_VERSION: text("Major version of Tika: 3 or 4, as text.", { label: "Tika Server Version" }),
  DOCLING_SERVER_URL: text("URL of Docling.", { label: "Docling Server URL" }),
  DOCLING_API_KEY: secret("DOCLING_API_KEY", "API key for Docling.", { label: "API Key" }),
  DOCLING_PARAMS: anyMap("Parameters of Docling: do_ocr, ocr_engine …", { label: "Parameters" }),
  DOCUMENT_INTELLIGENCE_ENDPOINT: text("URL of Azure's Document Intelligence.", { label: "Endpoint" }),
  DOCUMENT_INTELLIGENCE_KEY: secret(
    "DOCUMENT_INTELLIGENCE_KEY",
    "API key for Document Intelligence; empty: the server's own Azure identity.",
    { label: "Key" },
  ),
  DOCUMENT_INTELLIGENCE_MODEL: text("Model of Document Intelligence.", {
    label: "Document Intelligence Model",
  }),
  MISTRAL_OCR_API_BASE_URL: text("URL of Mistral's API.", { label: "API Base URL" }),
  MISTRAL_OCR_API_KEY: secret("MISTRAL_OCR_API_KEY", "API key for Mistral.", { label: "API Key" }),
  MISTRAL_OCR_USE_BASE64: flag("Send files in the request instead of uploading them to Mistral first.", {
    label: "Use Base64",
  }),
  PADDLEOCR_VL_BASE_URL: text("URL of PaddleOCR-VL.", { label: "API Base URL" }),
  PADDLEOCR_VL_TOKEN: secret("PADDLEOCR_VL_TOKEN", "Token for PaddleOCR-VL.", { label: "API Token" }),
  MINERU_API_MODE: text("Where MinerU runs: local or cloud.", { label: "API Mode" }),
  MINERU_API_URL: text("URL of MinerU.", { label: "API URL" }),
  MINERU_API_KEY: secret("MINERU_API_KEY", "API key for MinerU's cloud.", { label: "API Key" }),
  // A text in the factory state and up to 0.9, a number once 0.10 or later has been written to.
  MINERU_API_TIMEOUT: leaf("Time limit of MinerU, in seconds.", (z) => z.union([z.int(), z.string()]), {
    label: "API Timeout",
    canonical: toNumber,
  }),
  MINERU_PARAMS: anyMap("Parameters of MinerU: enable_ocr, language …", { label: "Parameters" }),
  MINERU_FILE_EXTENSIONS: texts("Extensions of the files that MinerU reads.", { label: "File Extensions" }),
} satisfies Record<string, Node>;
