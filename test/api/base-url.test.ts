import { describe, expect, it } from "vitest";
import { parseBaseUrl } from "../../src/api/base-url.ts";
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

  it.each(["https://boss:canary@h.example", "boss:canary@h.example", "https://boss:canary@h.example:99999"])(
    "refuses user info and does not repeat it: %j",
    (text) => {
      expect(() => parseBaseUrl(text)).toThrow(UsageError);
      expect(() => parseBaseUrl(text)).not.toThrow(/canary|boss/);
    },
  );
});
