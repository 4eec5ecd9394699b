# The same as fetch.mjs on owui-client, a Python client of Open WebUI.
import asyncio
import os

from owui_client import OpenWebUI

async def main():
    client = OpenWebUI(api_url=os.environ["OWCONF_URL"] + "/api", api_key=os.environ["OWCONF_TOKEN"])
    auths = client.auths
    for answer in await asyncio.gather(auths.get_admin_config(), auths.get_ldap_config(), auths.get_ldap_server()):
        print(answer)

asyncio.run(main())
