// What a person would write instead of `owconf plan`: the same three reads, printed.
const { OWCONF_URL, OWCONF_TOKEN } = process.env;
const headers = { authorization: `Bearer ${OWCONF_TOKEN}` };
const read = async (path) =>
  (await fetch(`${OWCONF_URL}/api/v1/auths/admin/config${path}`, { headers })).json();
const answers = await Promise.all(["", "/ldap", "/ldap/server"].map(read));
process.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
