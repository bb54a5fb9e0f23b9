import { z } from 'zod';

type Json = Record<string, unknown>;

/**
 * Turns the contract's shapes into JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. Shapes that have a name
 * (`.meta({ id })`) become components and are referred to.
 */
export const schemaBook = () => {
  const components: Record<string, Json> = {};

  /** The same name may look another way going in than coming out (defaults); then the way in is a component of its own. */
  const place = (name: string, schema: Json, io: 'input' | 'output'): string => {
    const text = JSON.stringify(schema);
    for (const candidate of [name, io === 'input' ? `${name}Input` : `${name}Output`]) {
      components[candidate] ??= schema;
      if (JSON.stringify(components[candidate]) === text) return candidate;
    }
    throw new Error(`two shapes are called ${name}`);
  };

  const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ root: shape }), {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // Answers may grow (contract, the first page), so nobody should be told that they will not.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      },
    });
    const names = new Map<string, string>();
    const linked = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(linked);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) =>
          key === '$ref' && typeof item === 'string' ? [key, refTo(item.replace('#/$defs/', ''))] : [key, linked(item)],
        ),
      );
    };
    const refTo = (name: string): string => {
      const known = names.get(name);
      if (known !== undefined) return `#/components/schemas/${known}`;
      names.set(name, name);
      const placed = place(name, linked($defs[name]) as Json, io);
      names.set(name, placed);
      return `#/components/schemas/${placed}`;
    };
    return linked(properties?.['root']) as Json;
  };

  return { components, schemaOf };
};

export type SchemaBook = ReturnType<typeof schemaBook>;
