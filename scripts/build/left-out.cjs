// In the place of a part of a package that the command does without: see `unused` in bundle.ts.
module.exports = () => {
  throw new Error("this part is not in the bundle");
};
