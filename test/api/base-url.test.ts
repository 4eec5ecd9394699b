import { describe, expect, it } from "vitest";
import { hintOfUrl, parseBaseUrl } from "../../src/api/base-url.ts";
import { UsageError } from "../../src/errors.ts";

describe("parseBaseUrl", () => {
  const suffixes = [
    "",
    "/",
    "//",
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/api/v1/auths",
    "/api/v1/auths//",
  ];

  it.each(suffixes)("takes https://chat.example.com%s for the same server", (suffix) => {
    expect(parseBaseUrl(`https://chat.example.com${suffix}`)).toBe("https://chat.example.com");
  });

  it.each(suffixes)("keeps the path before %s", (suffix) => {
    expect(parseBaseUrl(`http://example.com:8080/team/chat${suffix}`)).toBe(
      "http://example.com:8080/team/chat",
    );
  });

  it("strips only whole path segments", () => {
    expect(parseBaseUrl("https://example.com/myapi")).toBe("https://example.com/myapi");
    expect(parseBaseUrl("https://example.com/api/v1/chat")).toBe("https://example.com/api/v1/chat");
    expect(parseBaseUrl("https://example.com/api/api/v1")).toBe("https://example.com/api");
  });

  it.each(["", "chat.example.com", "ftp://example.com", "file:///etc/passwd", "localhost:8080", "https://"])(
    "refuses %j",
    (text) => {
      expect(() => parseBaseUrl(text)).toThrow(UsageError);
    },
  );

  it.each(["https://h.example/?a=b", "https://h.example/#part"])("refuses %j", (text) => {
    expect(() => parseBaseUrl(text)).toThrow("query or a fragment");
  });

  it.each([
    ["https://h.example/?models=a", "give https://h.example"],
    ["https://h.example/team/auth?redirect=canary", "give https://h.example/team"],
    ["https://h.example/c/8f2e#canary", "give https://h.example"],
  ])("says which address to give instead of %j", (text, hint) => {
    expect(() => parseBaseUrl(text)).toThrow(expect.objectContaining({ hint }));
  });

  it.each(["https://boss:canary@h.example", "boss:canary@h.example", "https://boss:canary@h.example:99999"])(
    "refuses user info and does not repeat it: %j",
    (text) => {
      expect(() => parseBaseUrl(text)).toThrow(UsageError);
      expect(() => parseBaseUrl(text)).not.toThrow(/canary|boss/);
    },
  );
});

describe("hintOfUrl", () => {
  it.each(["/admin/settings", "/admin", "/auth", "/c/8f2e-1", "/workspace/models", "/notes/", "/team/c/1"])(
    "finds a page of the web interface: %s",
    (path) => {
      const base = path.startsWith("/team") ? "/team" : "";
      expect(hintOfUrl(`https://h.example${path}/api/config`)).toMatch(
        new RegExp(`: give https://h\\.example${base} as`),
      );
    },
  );

  it.each(["", "/team", "/cards", "/authentik", "/myadmin/x"])("finds none: %s", (path) => {
    expect(hintOfUrl(`https://h.example${path}/api/v1/auths/admin/config`)).toContain("check the server URL");
  });
});
