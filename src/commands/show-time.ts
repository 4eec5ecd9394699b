/** Returns seconds since 1970 as people read a time. */
export function showTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
