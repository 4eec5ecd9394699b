"""Reads the settings forms of one Open WebUI release from its source, without running any of it.

    python3 extract.py FOLDER

prints JSON: resource → field → {type, required, resetWhenOmitted, factory}. `factory` is missing
where it cannot be told from the source. The folder is the package's, with config.py in it.
"""

import ast
import json
import sys

from evaluate import UNKNOWN, Package, open_source

ENDPOINTS = {
    "adminConfig": "/admin/config",
    "ldapServer": "/admin/config/ldap/server",
    "ldapConfig": "/admin/config/ldap",
    "oauthConfig": "/admin/config/oauth",
}
WORDS = {
    "bool": "boolean",
    "StrictBool": "boolean",
    "str": "string",
    "StrictStr": "string",
    "int": "integer",
    "float": "number",
    "dict": "object",
    "list": "list",
    "None": "null",
}


def extract(read):
    """Returns the settings of the release whose files `read(path)` gives (None: no such file)."""
    package = Package(read)
    auths = package.module("routers.auths")
    state = find_state_values(package)
    resources = {}
    for name, path in ENDPOINTS.items():
        writer = find_handler(auths.tree, "post", path)
        reader = find_handler(auths.tree, "get", path)
        if writer is None or reader is None:
            continue
        sources = find_sources(auths, reader)
        fields = {}
        for field, annotation, default in list_form_fields(package, auths, form_of(writer)):
            answered = field.upper() if name == "ldapConfig" else field
            fact = {
                "type": describe_type(annotation),
                "required": default is None,
                "resetWhenOmitted": default is not None and not keeps_omitted(package, auths, writer, field),
            }
            value = find_factory(package, state, sources.get(answered))
            # The form takes and gives lists as one text.
            if isinstance(value, list) and "list" not in fact["type"]:
                value = ",".join(value)
            if value is not UNKNOWN:
                fact["factory"] = value
            fields[answered] = fact
        resources[name] = fields
    return resources


def find_handler(tree, verb, path):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for decorator in node.decorator_list:
                if (
                    isinstance(decorator, ast.Call)
                    and ast.unparse(decorator.func) == f"router.{verb}"
                    and ast.literal_eval(decorator.args[0]) == path
                ):
                    return node
    return None


def form_of(handler):
    for argument in handler.args.args:
        if argument.arg == "form_data":
            return argument.annotation.id
    raise ValueError(f"{handler.name} takes no form")


def list_form_fields(package, module, name):
    """Yields (field, annotation, default) of a form, those that it inherits first."""
    module, form = package.find_class(module, name)
    for base in form.bases:
        if ast.unparse(base) != "BaseModel":
            yield from list_form_fields(package, module, base.id)
    for node in form.body:
        if isinstance(node, ast.AnnAssign):
            default = node.value
            # Field(...) may carry a default or none.
            if isinstance(default, ast.Call) and ast.unparse(default.func) == "Field":
                named = {word.arg: word.value for word in default.keywords}
                default = default.args[0] if default.args else named.get("default", named.get("default_factory"))
            if isinstance(default, ast.Constant) and default.value is Ellipsis:
                default = None
            yield node.target.id, node.annotation, default


def describe_type(node):
    """Returns an annotation in words: "string or null"."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return join_types([node.left, node.right])
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer == "Optional":
            return f"{describe_type(node.slice)} or null"
        if outer == "Union":
            return join_types(inner)
        if outer in ("dict", "Dict"):
            return f"object of {plural(describe_type(inner[-1]))}"
        if outer in ("list", "List"):
            return f"list of {plural(describe_type(inner[0]))}"
    word = ast.unparse(node)
    return WORDS.get(word, word)


def join_types(nodes):
    return " or ".join(dict.fromkeys(part for node in nodes for part in describe_type(node).split(" or ")))


def plural(words):
    first, *rest = words.split(" ")
    return " ".join([f"{first}s", *rest])


def keeps_omitted(package, module, handler, field):
    """Returns whether the handler leaves the live value alone when the body has no such field."""
    for node in ast.walk(handler):
        # A write of only those fields that the body has, or that are not null.
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".model_dump"):
            if any(word.arg in ("exclude_none", "exclude_unset") for word in node.keywords):
                return True
        if isinstance(node, ast.If):
            test = ast.unparse(node.test)
            if test == f"'{field}' not in form_data.model_fields_set":
                return True
            if test in (f"form_data.{field} is not None", f"form_data.{field}"):
                return True
        # The same for each key of a table.
        if isinstance(node, ast.For) and "not in form_data.model_fields_set" in ast.unparse(node):
            table = ast.unparse(node.iter).removesuffix(".items()")
            if field in (package.value(module, table) or {}):
                return True
    return False


def find_sources(module, reader):
    """Returns field → expression of what a read of the settings answers with."""
    for node in ast.walk(reader):
        if isinstance(node, ast.Dict):
            return {key.value: value for key, value in zip(node.keys, node.values) if key is not None}
    # Since 0.10: a table field → storage key, in the call or in the function that it calls.
    bodies = [reader]
    for node in ast.walk(reader):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            bodies += [one for one in module.tree.body if getattr(one, "name", None) == node.func.id]
    for body in bodies:
        for node in ast.walk(body):
            if isinstance(node, ast.Name) and node.id.endswith("_CONFIG_KEYS"):
                table = module.value(node.id)
                return {field: ast.Constant(key) for field, key in table.items()}
    raise ValueError(f"cannot tell what {reader.name} answers")


def find_state_values(package):
    """Returns name → expression of `app.state.config.NAME = expression` in main.py."""
    values = {}
    # The top level only: the start of a server without accounts assigns some inside functions.
    for node in package.module("main").tree.body:
        if isinstance(node, ast.Assign):
            target = ast.unparse(node.targets[0])
            if target.startswith("app.state.config."):
                values[target.removeprefix("app.state.config.")] = node.value
    return values


def find_factory(package, state, source):
    if source is None:
        return UNKNOWN
    config = package.module("config")
    key = None
    if isinstance(source, ast.Constant):
        key = source.value
    else:
        text = ast.unparse(source)
        if ".state.config." in text:
            name = text.split(".state.config.")[1]
            return config.evaluate(state[name]) if name in state else UNKNOWN
        calls = [node for node in ast.walk(source) if isinstance(node, ast.Call)]
        keys = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
        key = keys[0] if keys else None
    return config.lookup("DEFAULT_CONFIG", key)


if __name__ == "__main__":
    print(json.dumps(extract(open_source(sys.argv[1])), indent=1))
