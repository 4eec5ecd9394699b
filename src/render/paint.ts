/** The styles that output uses; names as in `util.styleText`. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Puts a style on a text, or returns it as it is where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Colours nothing. */
export const plain: Paint = (_style, text) => text;
