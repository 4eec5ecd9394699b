import type { Resource } from "../../src/model/resource.ts";
import { catalogue } from "../../src/releases/catalogue.ts";
import type { ResourceName } from "../../src/releases/catalogue-types.ts";
import { resources } from "../../src/resources/index.ts";

/** What is measured of a resource: where it is read and written, and what its settings look like. */
export type Descriptor = Pick<Resource, "read" | "write" | "root">;

// In the order of the committed catalogue, new ones last, so that adding one moves nothing.
const names = new Set([...Object.keys(catalogue.resources), ...resources.map(({ name }) => name)]);
const known = [...names].flatMap((name) => resources.filter((one) => one.name === name));

/** All resources, by name. */
export const descriptors = Object.fromEntries(
  known.map((one): [ResourceName, Descriptor] => [one.name as ResourceName, one]),
) as Record<ResourceName, Descriptor>;
