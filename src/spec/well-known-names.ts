/** What people call a setting elsewhere: in other programs, and in the environment of Open WebUI. */
export const wellKnownAliases: Readonly<Record<string, readonly string[]>> = {
  "ldap.enabled": ["LDAP_ENABLED"],
  "ldap.server.label": ["LDAP_SERVER_LABEL", "name"],
  "ldap.server.host": ["LDAP_SERVER_HOST", "url", "uri", "hostname", "server", "server_url", "address"],
  "ldap.server.port": ["LDAP_SERVER_PORT", "server_port"],
  "ldap.server.attribute_for_mail": [
    "LDAP_ATTRIBUTE_FOR_MAIL",
    "mail",
    "email",
    "mail_attribute",
    "email_attribute",
  ],
  "ldap.server.attribute_for_username": [
    "LDAP_ATTRIBUTE_FOR_USERNAME",
    "uid",
    "username_attribute",
    "user_attribute",
  ],
  "ldap.server.default_email_domain": ["LDAP_DEFAULT_EMAIL_DOMAIN", "email_domain"],
  "ldap.server.app_dn": ["LDAP_APP_DN", "bind_dn", "bind_user", "manager_dn", "user_dn", "username", "user"],
  "ldap.server.app_dn_password": [
    "LDAP_APP_PASSWORD",
    "app_password",
    "bind_password",
    "bind_pw",
    "bind_credentials",
  ],
  "ldap.server.search_base": ["LDAP_SEARCH_BASE", "base_dn", "base", "user_base", "user_search_base"],
  "ldap.server.search_filters": ["LDAP_SEARCH_FILTERS", "LDAP_SEARCH_FILTER", "filter", "user_filter"],
  "ldap.server.use_tls": ["LDAP_USE_TLS", "tls", "ssl", "use_ssl", "start_tls", "starttls"],
  "ldap.server.certificate_path": ["LDAP_CA_CERT_FILE", "ca_cert", "ca_file", "ca_cert_file", "tls_ca"],
  "ldap.server.validate_cert": ["LDAP_VALIDATE_CERT", "verify", "verify_cert", "tls_verify", "verify_ssl"],
  "ldap.server.ciphers": ["LDAP_CIPHERS"],
  "ldap.server.enable_group_management": ["ENABLE_LDAP_GROUP_MANAGEMENT"],
  "ldap.server.enable_group_creation": ["ENABLE_LDAP_GROUP_CREATION"],
  "ldap.server.attribute_for_groups": ["LDAP_ATTRIBUTE_FOR_GROUPS", "group_attribute"],
  "server.signIn.email": ["user", "username", "account", "OWCONF_EMAIL"],
  "server.signIn.password": ["OWCONF_PASSWORD"],
  "server.url": ["address", "base_url", "OWCONF_URL"],
};

/** Variables of Open WebUI's environment that its admin panel does not have. */
const environmentOnly = [
  /^WEBUI_(AUTH|SECRET_KEY|JWT_SECRET_KEY|NAME|ADMIN|SESSION|BUILD|FAVICON|AUTH_COOKIE)(_|$)/,
  /^(DATABASE|REDIS|WEBSOCKET|AIOHTTP_CLIENT|OTEL|AUDIT|UVICORN|SCIM|LICENSE|HF|SENTENCE_TRANSFORMERS)(_|$)/,
  /^(CHROMA|QDRANT|MILVUS|PGVECTOR|OPENSEARCH|ELASTICSEARCH|PINECONE|VECTOR_DB|STORAGE_PROVIDER)(_|$)/,
  /^(S3|GCS|AZURE_STORAGE|CORS_ALLOW|FORWARD_USER_INFO|FORWARD_SESSION_INFO|GLOBAL_LOG_LEVEL)(_|$)/,
  /^(DATA_DIR|STATIC_DIR|FRONTEND_BUILD_DIR|OFFLINE_MODE|SAFE_MODE|RESET_CONFIG_ON_START|ENV|PORT|HOST)$/,
  /^(BYPASS_MODEL_ACCESS_CONTROL|BYPASS_ADMIN_ACCESS_CONTROL|PASSWORD_HASH_ALGORITHM|DO_NOT_TRACK)$/,
  /^(PASSWORD_VALIDATION|PIP|GOOGLE_CLIENT|MICROSOFT_CLIENT|GITHUB_CLIENT|FEISHU_CLIENT)_/,
  /^ENABLE_(PASSWORD|PERSISTENT_CONFIG|OAUTH_PERSISTENT_CONFIG|SCIM|OTEL|ADMIN|AUDIT|DB_MIGRATIONS)(_|$)/,
  /^ENABLE_(INITIAL_ADMIN_SIGNUP|SIGNUP_PASSWORD_CONFIRMATION|FORWARD_USER_INFO_HEADERS|WEBSOCKET_SUPPORT)$/,
  /^ENABLE_(VERSION_UPDATE_CHECK|REALTIME_CHAT_SAVE|COMPRESSION_MIDDLEWARE|PLUGINS|TOOL_SERVERS|EASTER_EGGS)$/,
];

/** What the server keeps beside its settings. */
const unmanaged =
  /^(users?|groups?|models?|functions?|pipelines?|tools?|prompts?|knowledge(bases?)?|skills?|files?|folders?|notes?|channels?|webhooks|automations?|calendars?|memories|feedbacks?)$/i;

/** Returns what to say of a variable of Open WebUI's environment that its admin panel does not have, or undefined. */
export function describeEnvironmentOnly(key: string): string | undefined {
  if (!environmentOnly.some((pattern) => pattern.test(key))) return undefined;
  return `${key} is set in the environment of the server, not in the admin panel`;
}

/** Returns what to say of a section that Open WebUI has and a spec does not, or undefined. */
export function describeUnmanaged(key: string): string | undefined {
  return unmanaged.test(key.replaceAll(/[_-]/g, ""))
    ? `${key} exists in Open WebUI, not managed by owconf yet`
    : undefined;
}
