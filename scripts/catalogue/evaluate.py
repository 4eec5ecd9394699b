"""Evaluates module-level Python as far as an empty environment determines it; runs no foreign code."""

import ast
import json
import os


class Unknown:
    """A value that the source alone does not determine."""

    def __repr__(self):
        return "UNKNOWN"


UNKNOWN = Unknown()

FUNCTIONS = {"int": int, "str": str, "float": float, "bool": bool, "len": len, "isinstance": isinstance}
TYPES = {"dict": dict, "list": list, "str": str, "int": int}
METHODS = {"lower", "upper", "strip", "split", "replace", "join", "get"}
COMPARISONS = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


class Undetermined(Exception):
    pass


def open_source(folder):
    """Returns a function that gives the text of a file of the package, or None."""

    def read(name):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    return read


class Package:
    """The modules of a package, each parsed when it is first asked for."""

    def __init__(self, read):
        self.read = read
        self.modules = {}

    def module(self, name):
        if name not in self.modules:
            text = self.read(name.replace(".", "/") + ".py")
            self.modules[name] = Module(self, text or "")
        return self.modules[name]

    def value(self, module, name):
        value = module.value(name)
        return None if value is UNKNOWN else value

    def find_class(self, module, name):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return module, node
        if name in module.imports:
            origin, own = module.imports[name]
            return self.find_class(self.module(origin), own)
        raise KeyError(name)


class Module:
    """A module's top level, run statement by statement; what is not understood becomes unknown."""

    def __init__(self, package, text):
        self.package = package
        self.tree = ast.parse(text)
        self.names = None
        self.imports = {}
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("open_webui."):
                for one in node.names:
                    origin = node.module.removeprefix("open_webui.")
                    self.imports[one.asname or one.name] = (origin, one.name)

    def value(self, name):
        if self.names is None:
            self.names = {}
            self.run(self.tree.body)
        if name in self.names:
            return self.names[name]
        if name in self.imports:
            origin, own = self.imports[name]
            return self.package.module(origin).value(own)
        return UNKNOWN

    def evaluate(self, node):
        """Returns the value of an expression."""
        try:
            return self.compute(node, {})
        except Exception:
            return UNKNOWN

    def lookup(self, table, key):
        """Returns the value of one key of a dict display; other keys may be unknown."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == table:
                for name, value in zip(node.value.keys, node.value.values):
                    if isinstance(name, ast.Constant) and name.value == key:
                        return self.evaluate(value)
        return UNKNOWN

    def run(self, statements):
        for node in statements:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self.names[node.targets[0].id] = self.evaluate(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                self.names[node.target.id] = self.evaluate(node.value)
            elif isinstance(node, ast.Try):
                self.run_try(node)
            elif isinstance(node, ast.If):
                test = self.evaluate(node.test)
                if test is UNKNOWN:
                    self.forget(node)
                else:
                    self.run(node.body if test else node.orelse)
            elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr)):
                self.forget(node)

    def run_try(self, node):
        """An attempt that is understood does not fail: its handlers are passed over."""
        self.run(node.body)
        self.run(node.orelse)
        self.run(node.finalbody)

    def forget(self, node):
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                self.names[one.id] = UNKNOWN

    def compute(self, node, local):
        compute = lambda one: self.compute(one, local)
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            if node.id in local:
                return local[node.id]
            if node.id in TYPES:
                return TYPES[node.id]
            value = self.value(node.id)
            if value is UNKNOWN:
                raise Undetermined(node.id)
            return value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            values = [compute(one) for one in node.elts]
            return tuple(values) if isinstance(node, ast.Tuple) else values
        if isinstance(node, ast.Dict):
            values = {}
            for key, value in zip(node.keys, node.values):
                values.update(compute(value) if key is None else {compute(key): compute(value)})
            return values
        if isinstance(node, ast.IfExp):
            return compute(node.body if compute(node.test) else node.orelse)
        if isinstance(node, ast.BoolOp):
            for one in node.values:
                value = compute(one)
                if bool(value) == isinstance(node.op, ast.Or):
                    break
            return value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not compute(node.operand)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -compute(node.operand)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return compute(node.left) + compute(node.right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return COMPARISONS[type(node.ops[0])](compute(node.left), compute(node.comparators[0]))
        if isinstance(node, ast.JoinedStr):
            return "".join(str(compute(one)) for one in node.values)
        if isinstance(node, ast.FormattedValue):
            return compute(node.value)
        if isinstance(node, ast.ListComp) and len(node.generators) == 1:
            return self.compute_list(node, local)
        if isinstance(node, ast.Call):
            return self.call(node, [compute(one) for one in node.args], local)
        if isinstance(node, ast.Attribute) and node.attr == "value":
            # Of a setting: it is the default as long as nothing is stored.
            return compute(node.value)
        raise Undetermined(ast.dump(node))

    def compute_list(self, node, local):
        loop = node.generators[0]
        found = []
        for item in self.compute(loop.iter, local):
            inner = {**local, loop.target.id: item}
            if all(self.compute(test, inner) for test in loop.ifs):
                found.append(self.compute(node.elt, inner))
        return found

    def call(self, node, args, local):
        name = ast.unparse(node.func)
        if name in ("os.getenv", "os.environ.get", "getenv"):
            return args[1] if len(args) > 1 else None
        # A setting that can be stored (its name in 0.5 to 0.8, and in 0.9): name, path, default.
        if name in ("PersistentConfig", "ConfigVar"):
            return args[2]
        if name in ("json.loads", "JSONCodec.loads"):
            return json.loads(args[0])
        if name in FUNCTIONS:
            return FUNCTIONS[name](*args)
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            return getattr(self.compute(node.func.value, local), node.func.attr)(*args)
        raise Undetermined(name)
