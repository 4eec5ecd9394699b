// Says who is signed in and whether anybody may create an account.
// Reads OWCONF_URL, OWCONF_EMAIL and OWCONF_PASSWORD; the account must be an admin.
import { AuthsClient } from "owconf";

const { OWCONF_URL: url = "", OWCONF_EMAIL: email = "", OWCONF_PASSWORD: password = "" } = process.env;

const client = new AuthsClient({ url });
try {
  const user = await client.signin({ email, password });
  process.stdout.write(`Signed in as ${user.name} (${user.role}).\n`);

  const config = await client.getAdminConfig();
  process.stdout.write(`Sign-up is ${config.ENABLE_SIGNUP ? "open" : "closed"}.\n`);

  await client.signOut();
} finally {
  await client.close();
}
