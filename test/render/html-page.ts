const island = /<script type="application\/json" id="data">(.*?)<\/script>/s;

const tag =
  /^(?:<!doctype html>|<\/?(?:html|head|body|header|main|section|h1|h2|p|time|dl|dt|dd|div|ul|li|b|i|small|code|label|input|fieldset|legend|span|button|table|thead|tbody|tr|th|td|details|summary|pre|ins|del|br|title|style|script|meta)(?: [a-z-]+(?:="[^"<>]*")?)*>)$/;

/** Returns what a page has of markup that the report's own is not: nothing, if texts are texts. */
export function findForeignMarkup(page: string): string[] {
  const bare = page
    .replace(island, "")
    .replace(/<(style|script)>.*?<\/\1>/gs, "")
    .replaceAll(/<code>|<\/code>/g, "");
  const tags = bare.match(/<[^>]*>?/g) ?? [];
  return tags.filter((one) => !tag.test(one) || / (?:style|on[a-z]+|href|src|srcdoc|action)=/.test(one));
}

/** Returns what the page's script is given beside the list. */
export function readIsland(page: string): {
  sections: { path: string; title: string; settings: string[] }[];
  servers: { url: string; spec: string; version?: string; states: string }[];
} {
  return JSON.parse(island.exec(page)?.[1] ?? "");
}

/** Returns the text of a page as a reader sees it, without that of its style and scripts. */
export function readText(page: string): string {
  const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  return page
    .replace(/<(style|script)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&[^;]+;/g, (one) => entities[one as keyof typeof entities] ?? one);
}
