/** The shells that there is a script for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The command that the scripts ask; the words that are typed follow it. */
export const completeCommand = "__complete";
