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
export { readItems } from "./api/collections.ts";
export { HttpClient, type HttpClientOptions, type HttpMethod } from "./api/http.ts";
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
export { findCautions } from "./plan/find-cautions.ts";
export { findDangling, findUnchecked } from "./plan/find-dangling.ts";
export { findObstacles } from "./plan/find-obstacles.ts";
export { planChanges } from "./plan/plan-changes.ts";
export type {
  ApplyReport,
  Failure,
  FieldOutcome,
  Remainder,
  RollbackReport,
  StepReport,
} from "./plan/report.ts";
export type { FieldChange, Finding, Live, Plan, PlannedDanger, ResourcePlan } from "./plan/types.ts";
export { type Paint, plain, type Style } from "./render/paint.ts";
export { renderPlan } from "./render/plan-text.ts";
export type { Collection, Item, Items } from "./resources/collections.ts";
export { resources } from "./resources/index.ts";
export type {
  Absence,
  Caution,
  Doubt,
  Field,
  Json,
  JsonObject,
  Refusal,
  Resource,
} from "./resources/resource.ts";
export { parseSpec } from "./spec/parse.ts";
export { createJsonSchema } from "./spec/schema.ts";
export { resolveSecrets, type SecretSources } from "./spec/secrets.ts";
export type { DeclaredFields, Desired, SecretReference, Spec, SpecServer } from "./spec/types.ts";
