/** What stands in the place of the URL where a plan is made without a server. */
export const newServer = "a new server";
