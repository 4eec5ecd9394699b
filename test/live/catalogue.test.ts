import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { corrections } from "../../scripts/catalogue/corrections.ts";
import { mergeReleases, type ReleaseFacts, splitRelease } from "../../scripts/catalogue/merge.ts";
import { extractFacts, readRelease } from "../../scripts/catalogue/source.ts";
import { catalogue } from "../../src/resources/catalogue.ts";
import { listLiveReleases } from "./releases.ts";

async function extract(files: Record<string, string>): Promise<ReleaseFacts> {
  const folder = await mkdtemp(join(tmpdir(), "catalogue-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await extractFacts(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The catalogue is committed: this is how CI notices that it is not what the packages make of it.
it.each(listLiveReleases())(
  "the committed catalogue is what the package of %s makes of it",
  async (release) => {
    const facts = new Map(catalogue.releases.map((one) => [one, splitRelease(catalogue, one)]));
    facts.set(release, await readRelease(release));
    expect(mergeReleases(facts, corrections)).toEqual(catalogue);
  },
);

it("reads forms and settings as releases up to 0.9 write them", async () => {
  const facts = await extract({
    "env.py": 'AUTH = os.environ.get("AUTH", "True").lower() == "true"\n',
    "config.py": `
from open_webui.env import AUTH
OPEN = PersistentConfig("OPEN", "ui.open", False if not AUTH else os.environ.get("OPEN", "True").lower() == "true")
NOTE = ConfigVar("NOTE", "ui.note", os.getenv("NOTE", os.getenv("NOTICE", "")))
SECONDS = PersistentConfig("SECONDS", "ui.seconds", measure_clock())
`,
    "main.py": `
app.state.config.OPEN = OPEN
app.state.config.NOTE = NOTE
app.state.config.SECONDS = SECONDS
def start():
    app.state.config.OPEN = False
`,
    "routers/auths.py": `
class AdminConfig(BaseModel):
    OPEN: bool
    NOTE: Optional[str] = None
    SECONDS: Optional[int | str] = None

@router.get("/admin/config")
async def read(request):
    return {
        "OPEN": request.app.state.config.OPEN,
        "NOTE": request.app.state.config.NOTE,
        "SECONDS": request.app.state.config.SECONDS,
    }

@router.post("/admin/config")
async def write(request, form_data: AdminConfig):
    request.app.state.config.OPEN = form_data.OPEN
    request.app.state.config.NOTE = form_data.NOTE
    if form_data.SECONDS is not None:
        request.app.state.config.SECONDS = form_data.SECONDS
`,
  });
  expect(facts).toEqual({
    adminConfig: {
      OPEN: { type: "boolean", required: true, resetWhenOmitted: false, factory: true },
      NOTE: { type: "string or null", required: false, resetWhenOmitted: true, factory: "" },
      // Not to be told from the source, so left out.
      SECONDS: { type: "integer or string or null", required: false, resetWhenOmitted: false },
    },
  });
});

it("reads forms and settings as releases from 0.10 on write them", async () => {
  const facts = await extract({
    "utils/second.py": `
SECOND_KEYS = {"SECOND": "auth.second"}
class SecondForm(BaseModel):
    SECOND: StrictBool = False
`,
    "config.py": `
SEPARATOR = os.getenv("SEPARATOR", ",")
ROLES = [role.strip() for role in os.getenv("ROLES", f"user{SEPARATOR} admin").split(SEPARATOR) if role]
try:
    settings = JSONCodec.loads(os.getenv("SETTINGS", "{}"))
except Exception:
    settings = None
SETTINGS = settings if isinstance(settings, dict) else None
DEFAULT_CONFIG = {"auth.second": os.getenv("SECOND", "False") == "True", "ui.settings": SETTINGS, "ui.roles": ROLES}
`,
    "routers/auths.py": `
from open_webui.utils.second import SECOND_KEYS, SecondForm
ADMIN_CONFIG_KEYS = {**SECOND_KEYS, "SETTINGS": "ui.settings", "LIMIT": "ui.limit"}
OAUTH_CONFIG_KEYS = {"ROLES": "ui.roles"}

async def read_oauth():
    return [OAUTH_CONFIG_KEYS[key] for key in OAUTH_CONFIG_KEYS]

class AdminConfig(SecondForm):
    SETTINGS: dict | None = None
    LIMIT: int = Field(gt=0)

class OAuthForm(BaseModel):
    ROLES: str | None = None

@router.get("/admin/config")
async def read():
    return await get_values(ADMIN_CONFIG_KEYS)

@router.post("/admin/config")
async def write(form_data: AdminConfig):
    updates = form_data.model_dump()
    for field, key in SECOND_KEYS.items():
        if field not in form_data.model_fields_set:
            updates.pop(key, None)

@router.get("/admin/config/oauth")
async def get_oauth():
    return await read_oauth()

@router.post("/admin/config/oauth")
async def set_oauth(form_data: OAuthForm):
    await store(form_data.model_dump(exclude_none=True))
`,
  });
  expect(facts).toEqual({
    adminConfig: {
      SECOND: { type: "boolean", required: false, resetWhenOmitted: false, factory: false },
      SETTINGS: { type: "object or null", required: false, resetWhenOmitted: true, factory: {} },
      LIMIT: { type: "integer", required: true, resetWhenOmitted: false },
    },
    oauthConfig: {
      ROLES: { type: "string or null", required: false, resetWhenOmitted: false, factory: "user,admin" },
    },
  });
});
