/** Where owconf is at home; package.json says the same. */
export const repository = "https://github.com/owconf/owconf";

/** What to do about a bug of owconf. */
export const reportBug = `this is a bug in owconf: please report it at ${repository}/issues`;
