export interface FirstAdmin {
  name: string;
  email: string;
  password: string;
  token: string;
}

/** Signs up on an empty server, which makes the account admin and closes sign-up. */
export async function createFirstAdmin(url: string): Promise<FirstAdmin> {
  const account = { name: "Admin", email: "admin@example.com", password: "admin-pass-1" };
  const answer = await fetch(`${url}/api/v1/auths/signup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(account),
  });
  const { role, token } = (await answer.json()) as { role?: string; token?: string };
  if (role !== "admin" || token === undefined) {
    throw new Error(`The first sign-up was answered ${answer.status} and made no admin.`);
  }
  return { ...account, token };
}
