import { parseBaseUrl } from "../api/base-url.ts";
import { newServer } from "./new-server.ts";

/** Returns a server's address as it may be shown; undefined for one that owconf would not use: it may hold a password. */
export function nameTarget(url: string | undefined): string | undefined {
  if (url === newServer) return url;
  try {
    return parseBaseUrl(url ?? "");
  } catch {
    return undefined;
  }
}
