import type { Node } from "../model/node.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import {
  integer,
  optionalAnyMap,
  optionalFlag,
  optionalInteger,
  optionalSecret,
  optionalText,
  optionalTexts,
  optionalWhole,
} from "./nodes.ts";

const searchEngines = [
  "searxng",
  "google_pse",
  "brave",
  "brave_llm_context",
  "duckduckgo",
  "tavily",
  "external",
  "ollama_cloud",
  "perplexity_search",
  "perplexity",
  "openserp",
  "yacy",
  "kagi",
  "mojeek",
  "bocha",
  "serpstack",
  "serper",
  "serphouse",
  "serply",
  "staan",
  "searchapi",
  "serpapi",
  "jina",
  "bing",
  "exa",
  "microsoft_web_iq",
  "sougou",
  "firecrawl",
  "yandex",
  "youcom",
  "linkup",
  "azure",
];

/**
 * Settings of the web search and of fetching pages. Up to 0.11 a write that leaves some of them out makes these
 * null, so that a server may hold null in each.
 */
export const webSettings = {
  ENABLE_WEB_SEARCH: optionalFlag("Let people search the web.", { label: "Web Search" }),
  ENABLE_WEB_SEARCH_CONFIRMATION: optionalFlag("Ask people before a query leaves the server.", {
    label: "Web Search Confirmation",
  }),
  WEB_SEARCH_CONFIRMATION_CONTENT: optionalText("What people are asked then.", {
    label: "Web Search Confirmation Content",
  }),
  WEB_SEARCH_ENGINE: optionalText(
    "Search engine: searxng, google_pse, brave, duckduckgo, tavily, external …",
    { label: "Web Search Engine", findDoubt: doubtUnlessOneOf(...searchEngines) },
  ),
  WEB_SEARCH_TRUST_ENV: optionalFlag("Fetch pages through the proxy that the server's environment names.", {
    label: "Trust Proxy Environment",
  }),
  WEB_SEARCH_RESULT_COUNT: optionalInteger("How many results a search takes.", {
    label: "Search Result Count",
  }),
  WEB_SEARCH_CONCURRENT_REQUESTS: optionalInteger("How many searches may run side by side; 0: no limit.", {
    label: "Concurrent Requests",
  }),
  WEB_SEARCH_DOMAIN_FILTER_LIST: optionalTexts(
    "Domains whose results are used, or with ! in front are not; none: all.",
    { label: "Domain Filter List" },
  ),
  WEB_FETCH_MAX_CONTENT_LENGTH: optionalInteger(
    "The most characters of a page that a model fetches; null: no limit.",
    { label: "Fetch URL Content Length Limit" },
  ),
  BYPASS_WEB_SEARCH_EMBEDDING_AND_RETRIEVAL: optionalFlag(
    "Give the model whole pages instead of the parts that fit the question.",
    { label: "Bypass Embedding and Retrieval" },
  ),
  BYPASS_WEB_SEARCH_WEB_LOADER: optionalFlag("Use the search engine's excerpts and fetch no pages.", {
    label: "Bypass Web Loader",
  }),
  WEB_LOADER_ENGINE: optionalText(
    "Who fetches pages: playwright, firecrawl, tavily, exa, microsoft_web_iq, external; empty: the server.",
    {
      label: "Web Loader Engine",
      findDoubt: doubtUnlessOneOf(
        "playwright",
        "firecrawl",
        "tavily",
        "exa",
        "microsoft_web_iq",
        "external",
        "safe_web",
      ),
    },
  ),
  WEB_LOADER_CONCURRENT_REQUESTS: optionalInteger("How many pages are fetched side by side.", {
    label: "Concurrent Requests",
  }),
  WEB_LOADER_TIMEOUT: optionalText("Time limit of a page, in seconds, as text; empty: none.", {
    label: "Timeout",
  }),
  ENABLE_WEB_LOADER_SSL_VERIFICATION: optionalFlag("Check the certificates of web sites.", {
    label: "Verify SSL Certificate",
  }),
  OLLAMA_CLOUD_WEB_SEARCH_API_KEY: optionalSecret(
    "OLLAMA_CLOUD_WEB_SEARCH_API_KEY",
    "API key for Ollama Cloud.",
    { label: "Ollama Cloud API Key", aliases: ["OLLAMA_CLOUD_API_KEY"] },
  ),
  SEARXNG_QUERY_URL: optionalText("Query URL of SearXNG.", { label: "Searxng Query URL" }),
  SEARXNG_LANGUAGE: optionalText("Language of SearXNG's results: en, de …, or all.", {
    label: "Searxng search language (all, en, es, de, fr, etc.)",
  }),
  OPENSERP_BASE_URL: optionalText("URL of OpenSERP.", { label: "OpenSERP URL" }),
  YACY_QUERY_URL: optionalText("URL of YaCy.", { label: "Yacy Instance URL" }),
  YACY_USERNAME: optionalText("Account at YaCy.", { label: "Yacy Username" }),
  YACY_PASSWORD: optionalSecret("YACY_PASSWORD", "Password of the account at YaCy.", {
    label: "Yacy Password",
  }),
  GOOGLE_PSE_API_KEY: optionalSecret(
    "GOOGLE_PSE_API_KEY",
    "API key for Google's Programmable Search Engine.",
    { label: "Google PSE API Key" },
  ),
  GOOGLE_PSE_ENGINE_ID: optionalText("Id of the Programmable Search Engine.", {
    label: "Google PSE Engine Id",
  }),
  BRAVE_SEARCH_API_KEY: optionalSecret("BRAVE_SEARCH_API_KEY", "API key for Brave.", {
    label: "Brave Search API Key",
  }),
  BRAVE_SEARCH_CONTEXT_TOKENS: integer("The most tokens that brave_llm_context returns.", {
    label: "Context Tokens",
  }),
  KAGI_SEARCH_API_KEY: optionalSecret("KAGI_SEARCH_API_KEY", "API key for Kagi.", {
    label: "Kagi Search API Key",
  }),
  MOJEEK_SEARCH_API_KEY: optionalSecret("MOJEEK_SEARCH_API_KEY", "API key for Mojeek.", {
    label: "Mojeek Search API Key",
  }),
  BOCHA_SEARCH_API_KEY: optionalSecret("BOCHA_SEARCH_API_KEY", "API key for Bocha.", {
    label: "Bocha Search API Key",
  }),
  SERPSTACK_API_KEY: optionalSecret("SERPSTACK_API_KEY", "API key for serpstack.", {
    label: "Serpstack API Key",
  }),
  SERPSTACK_HTTPS: optionalFlag("Use HTTPS for serpstack, which takes a paid plan."),
  SERPER_API_KEY: optionalSecret("SERPER_API_KEY", "API key for Serper.", { label: "Serper API Key" }),
  SERPHOUSE_API_KEY: optionalSecret("SERPHOUSE_API_KEY", "API key for SERPHouse.", {
    label: "SERPHouse API Key",
  }),
  SERPHOUSE_DOMAIN: optionalText("Search engine that SERPHouse asks, as in google.com.", {
    label: "SERPHouse Domain",
  }),
  SERPLY_API_KEY: optionalSecret("SERPLY_API_KEY", "API key for Serply.", { label: "Serply API Key" }),
  DDGS_BACKEND: optionalText("Whom duckduckgo asks: auto, bing, brave, google …", { label: "DDGS Backend" }),
  TAVILY_API_KEY: optionalSecret("TAVILY_API_KEY", "API key for Tavily.", { label: "Tavily API Key" }),
  TAVILY_SEARCH_DEPTH: optionalText("How deep Tavily searches: ultra-fast, fast, basic or advanced.", {
    label: "Tavily Search Depth",
  }),
  TAVILY_EXTRACT_DEPTH: optionalText("How deep Tavily reads pages: basic or advanced.", {
    label: "Tavily Extract Depth",
  }),
  STAAN_API_KEY: optionalSecret("STAAN_API_KEY", "API key for Staan.", { label: "Staan API Key" }),
  STAAN_MARKET: optionalText("Region and language of Staan's results, as in en-us.", { label: "Market" }),
  STAAN_MAX_SNIPPETS: optionalInteger("The most excerpts of a result from Staan.", { label: "Max Snippets" }),
  SEARCHAPI_API_KEY: optionalSecret("SEARCHAPI_API_KEY", "API key for SearchApi.", {
    label: "SearchApi API Key",
  }),
  SEARCHAPI_ENGINE: optionalText("Search engine that SearchApi asks.", { label: "SearchApi Engine" }),
  SERPAPI_API_KEY: optionalSecret("SERPAPI_API_KEY", "API key for SerpApi.", { label: "SerpApi API Key" }),
  SERPAPI_ENGINE: optionalText("Search engine that SerpApi asks.", { label: "SerpApi Engine" }),
  JINA_API_KEY: optionalSecret("JINA_API_KEY", "API key for Jina.", { label: "Jina API Key" }),
  JINA_API_BASE_URL: optionalText("URL of Jina's search; empty: Jina's own.", { label: "Jina API Base URL" }),
  BING_SEARCH_V7_ENDPOINT: optionalText("URL of Bing's search.", { label: "Bing Search V7 Endpoint" }),
  BING_SEARCH_V7_SUBSCRIPTION_KEY: optionalSecret(
    "BING_SEARCH_V7_SUBSCRIPTION_KEY",
    "Subscription key for Bing.",
    { label: "Bing Search V7 Subscription Key" },
  ),
  EXA_API_KEY: optionalSecret("EXA_API_KEY", "API key for Exa.", { label: "Exa API Key" }),
  EXA_MAX_CONTENT_LENGTH: optionalWhole("The most characters of a result from Exa; null: no limit.", 1, {
    label: "Max Content Length",
  }),
  PERPLEXITY_API_KEY: optionalSecret("PERPLEXITY_API_KEY", "API key for Perplexity.", {
    label: "Perplexity API Key",
  }),
  PERPLEXITY_MODEL: optionalText("Model of Perplexity.", { label: "Perplexity Model" }),
  PERPLEXITY_SEARCH_CONTEXT_USAGE: optionalText(
    "How much Perplexity reads for an answer: low, medium or high.",
    { label: "Perplexity Search Context Usage" },
  ),
  PERPLEXITY_SEARCH_API_URL: optionalText("URL of Perplexity's search.", {
    label: "Perplexity Search API URL",
  }),
  MICROSOFT_WEB_IQ_API_BASE_URL: optionalText("URL of Microsoft Web IQ.", {
    label: "Microsoft Web IQ API Base URL",
  }),
  MICROSOFT_WEB_IQ_API_KEY: optionalSecret("MICROSOFT_WEB_IQ_API_KEY", "API key for Microsoft Web IQ.", {
    label: "Microsoft Web IQ API Key",
  }),
  MICROSOFT_WEB_IQ_LANGUAGE: optionalText("Language of the results of Microsoft Web IQ.", {
    label: "Language",
  }),
  SOUGOU_API_SID: optionalText("Secret id for Sogou's search at Tencent Cloud.", {
    label: "Sougou Search API sID",
  }),
  SOUGOU_API_SK: optionalSecret("SOUGOU_API_SK", "Secret key for Sogou's search at Tencent Cloud.", {
    label: "Sougou Search API SK",
  }),
  FIRECRAWL_API_BASE_URL: optionalText("URL of Firecrawl.", { label: "Firecrawl API Base URL" }),
  FIRECRAWL_API_KEY: optionalSecret("FIRECRAWL_API_KEY", "API key for Firecrawl.", {
    label: "Firecrawl API Key",
  }),
  FIRECRAWL_TIMEOUT: optionalText("Time limit of Firecrawl, in seconds, as text; empty: its own.", {
    label: "Firecrawl Timeout (s)",
  }),
  EXTERNAL_WEB_SEARCH_URL: optionalText("URL of a search service of your own.", {
    label: "External Web Search URL",
  }),
  EXTERNAL_WEB_SEARCH_API_KEY: optionalSecret(
    "EXTERNAL_WEB_SEARCH_API_KEY",
    "API key for that search service.",
    { label: "External Web Search API Key" },
  ),
  EXTERNAL_WEB_LOADER_URL: optionalText("URL of a service of your own that fetches pages.", {
    label: "External Web Loader URL",
  }),
  EXTERNAL_WEB_LOADER_API_KEY: optionalSecret(
    "EXTERNAL_WEB_LOADER_API_KEY",
    "API key for the service that fetches pages.",
    { label: "External Web Loader API Key" },
  ),
  PLAYWRIGHT_WS_URL: optionalSecret(
    "PLAYWRIGHT_WS_URL",
    "WebSocket URL of a Playwright server, which may hold a token; empty: a browser on the server.",
    { label: "Playwright WebSocket URL" },
  ),
  PLAYWRIGHT_TIMEOUT: optionalInteger("Time limit of Playwright, in milliseconds.", {
    label: "Playwright Timeout (ms)",
  }),
  YANDEX_WEB_SEARCH_URL: optionalText("URL of Yandex's search; empty: Yandex's own.", {
    label: "Yandex Web Search URL",
  }),
  YANDEX_WEB_SEARCH_API_KEY: optionalSecret("YANDEX_WEB_SEARCH_API_KEY", "API key for Yandex.", {
    label: "Yandex Web Search API Key",
  }),
  YANDEX_WEB_SEARCH_CONFIG: optionalText("Further parameters of Yandex's search, as JSON in a text.", {
    label: "Yandex Web Search config",
  }),
  YOUCOM_API_KEY: optionalSecret("YOUCOM_API_KEY", "API key for You.com.", {
    label: "You.com API Key",
    aliases: ["YDC_API_KEY"],
  }),
  LINKUP_API_KEY: optionalSecret("LINKUP_API_KEY", "API key for Linkup.", { label: "Linkup API Key" }),
  LINKUP_SEARCH_PARAMS: optionalAnyMap("Parameters of Linkup's search: depth, outputType …", {
    label: "Parameters",
  }),
  YOUTUBE_LOADER_LANGUAGE: optionalTexts("Languages of YouTube transcripts, the preferred one first.", {
    label: "Youtube Language",
  }),
  YOUTUBE_LOADER_PROXY_URL: optionalSecret(
    "YOUTUBE_LOADER_PROXY_URL",
    "Proxy for YouTube, which may hold a password; empty: none.",
    { label: "Youtube Proxy URL" },
  ),
  YOUTUBE_LOADER_TRANSLATION: optionalText(
    "Language that YouTube transcripts are translated to. Lost when the server restarts.",
  ),
} satisfies Record<string, Node>;
