import type { Resource } from "../model/resource.ts";
import { doubtUnlessOneOf } from "./engines.ts";
import { flag, group, optionalInteger, optionalSecret, optionalText, text } from "./nodes.ts";

/** Running code from chats. */
export const codeExecution: Resource = {
  name: "codeExecution",
  title: "code execution",
  description: "Code that people run from a chat, and code that models run themselves.",
  specPath: ["codeExecution"],
  panel: "Admin Panel > Settings > Code Execution",
  read: { path: "/api/v1/configs/code_execution" },
  write: { path: "/api/v1/configs/code_execution" },
  root: group("Code that people run from a chat, and code that models run themselves.", {
    ENABLE_CODE_EXECUTION: flag("Let people run the code blocks of a chat.", {
      label: "Enable Code Execution",
    }),
    CODE_EXECUTION_ENGINE: text(
      "Where code blocks run: pyodide, in the browser, or jupyter, on a server of yours.",
      { label: "Code Execution Engine", findDoubt: doubtUnlessOneOf("pyodide", "jupyter") },
    ),
    CODE_EXECUTION_JUPYTER_URL: optionalText("The Jupyter server that runs code blocks.", {
      label: "Jupyter URL",
    }),
    CODE_EXECUTION_JUPYTER_AUTH: optionalText(
      "How to sign in to the Jupyter server of code blocks: token, password, or empty for not at all.",
      { label: "Jupyter Auth" },
    ),
    CODE_EXECUTION_JUPYTER_AUTH_TOKEN: optionalSecret(
      "CODE_EXECUTION_JUPYTER_AUTH_TOKEN",
      "Token for the Jupyter server of code blocks.",
      { label: "Jupyter Token" },
    ),
    CODE_EXECUTION_JUPYTER_AUTH_PASSWORD: optionalSecret(
      "CODE_EXECUTION_JUPYTER_AUTH_PASSWORD",
      "Password for the Jupyter server of code blocks.",
      { label: "Jupyter Password" },
    ),
    CODE_EXECUTION_JUPYTER_TIMEOUT: optionalInteger("How many seconds a code block may run on Jupyter.", {
      label: "Code Execution Timeout",
    }),
    ENABLE_CODE_INTERPRETER: flag("Let models run code while they answer.", {
      label: "Enable Code Interpreter",
    }),
    CODE_INTERPRETER_ENGINE: text(
      "Where models' code runs: pyodide, in the browser, or jupyter, on a server of yours.",
      { label: "Code Interpreter Engine", findDoubt: doubtUnlessOneOf("pyodide", "jupyter") },
    ),
    CODE_INTERPRETER_PROMPT_TEMPLATE: optionalText(
      "What models are told about running code; empty: the built-in text.",
      { label: "Code Interpreter Prompt Template" },
    ),
    CODE_INTERPRETER_JUPYTER_URL: optionalText("The Jupyter server that runs models' code.", {
      label: "Jupyter URL",
    }),
    CODE_INTERPRETER_JUPYTER_AUTH: optionalText(
      "How to sign in to the Jupyter server of models' code: token, password, or empty for not at all.",
      { label: "Jupyter Auth" },
    ),
    CODE_INTERPRETER_JUPYTER_AUTH_TOKEN: optionalSecret(
      "CODE_INTERPRETER_JUPYTER_AUTH_TOKEN",
      "Token for the Jupyter server of models' code.",
      { label: "Jupyter Token" },
    ),
    CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD: optionalSecret(
      "CODE_INTERPRETER_JUPYTER_AUTH_PASSWORD",
      "Password for the Jupyter server of models' code.",
      { label: "Jupyter Password" },
    ),
    CODE_INTERPRETER_JUPYTER_TIMEOUT: optionalInteger("How many seconds models' code may run on Jupyter.", {
      label: "Code Execution Timeout",
    }),
  }),
};
