export { AuthsClient, type SignInOptions, type SignOutOptions } from "./api/auths.ts";
export type {
  AdminConfig,
  AdminDetails,
  ApiKey,
  LdapConfig,
  LdapConfigUpdate,
  LdapServerConfig,
  LdapSignIn,
  NewUser,
  PasswordUpdate,
  ProfileUpdate,
  SessionUser,
  SignIn,
  SignUp,
  User,
} from "./api/auths-schemas.ts";
export { HttpClient, type HttpClientOptions, type HttpMethod } from "./api/http.ts";
export { readItems } from "./api/items.ts";
export { type Credentials, openSession, type Session, type SessionOptions } from "./api/session.ts";
export { type LiveReading, readLive, readResource, writeResource } from "./api/settings.ts";
export { type ApplyInput, applyPlan } from "./apply/apply-plan.ts";
export {
  ApiError,
  BadCredentialsError,
  type Diagnostic,
  ExitCode,
  FileError,
  ForbiddenError,
  InconsistentError,
  InvalidRequestError,
  NotAdminError,
  NotOpenWebUIError,
  NotSignedInError,
  OwconfError,
  RateLimitedError,
  ReadOnlyError,
  RefusedError,
  RejectedError,
  type RequestFacts,
  SecondFactorError,
  ServerError,
  SpecError,
  TimeoutError,
  UnreachableError,
  UsageError,
} from "./errors.ts";
export type { Item, Items, Kind } from "./model/items.ts";
export type { Json, JsonObject } from "./model/json.ts";
export type { Collection, Doubt, Group, Leaf, Node } from "./model/node.ts";
export type { Absence, Caution, Desired, Live, Refusal, Resource } from "./model/resource.ts";
export { findCautions } from "./plan/find-cautions.ts";
export { listNeeded } from "./plan/find-dangers.ts";
export { findObstacles } from "./plan/find-obstacles.ts";
export { planChanges } from "./plan/plan-changes.ts";
export type {
  ApplyReport,
  Failure,
  Remainder,
  RollbackReport,
  SettingOutcome,
  StepReport,
} from "./plan/report.ts";
export { listKinds, resolveNames } from "./plan/resolve-names.ts";
export type { Change, Finding, Origin, Plan, PlannedDanger, ResourcePlan } from "./plan/types.ts";
export { type Paint, plain, type Style } from "./render/paint.ts";
export { renderPlan } from "./render/plan-text.ts";
export { findResource, resources } from "./resources/index.ts";
export { createJsonSchema } from "./spec/json-schema.ts";
export { parseSpec } from "./spec/parse-spec.ts";
export { readSpec } from "./spec/read-spec.ts";
export { resolveSecrets, type SecretSources } from "./spec/secrets.ts";
export type { FileSources, SecretReference, Spec, SpecServer, UnknownKey } from "./spec/types.ts";
