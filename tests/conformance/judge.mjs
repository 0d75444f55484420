// Judges entities and references as Backstage does. Reads a JSON value a line, answers a line each.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const model = require('@backstage/catalog-model');
const yaml = require('yaml');

const isEnvelope = model.entityEnvelopeSchemaValidator();
const isEntity = model.entitySchemaValidator();
const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);
const kinds = Object.keys(model)
  .filter(name => name.endsWith('EntityV1alpha1Validator'))
  .map(name => model[name]);

// What the catalog does with a document before it judges it: it writes where it was read.
function located(entity) {
  const annotations = entity.metadata.annotations || {};
  if (typeof annotations !== 'object' || Array.isArray(annotations)) return entity;
  const place = 'url:https://host/catalog-info.yaml';
  const own = {
    'backstage.io/managed-by-origin-location': place,
    'backstage.io/managed-by-location': place,
  };
  return { ...entity, metadata: { ...entity.metadata, annotations: { ...annotations, ...own } } };
}

async function judge(raw) {
  isEnvelope(raw);
  const entity = await policy.enforce(located(raw));
  isEntity(entity);
  for (const kind of kinds) {
    if (await kind.check(entity)) return;
  }
  throw new Error('no kind recognises it');
}

// As `parseEntityYaml` of the catalog does: an object a document, or an error; `null` is neither.
function parsed(document) {
  // What follows quotes that nobody closed is part of them, further documents too.
  const open = document.errors.some(error => error.message.startsWith('Missing closing'));
  // A bracket that closes nothing, before anything else, is reported of the document above.
  const stray = document.errors.some(error => /^Unexpected flow-.* in YAML document/.test(error.message));
  if (document.errors.length) return { error: document.errors[0].message, open, stray };
  try {
    const value = document.toJSON();
    const isObject = Object.prototype.toString.call(value) === '[object Object]';
    return isObject ? { entity: JSON.parse(JSON.stringify(value)) } : { error: 'no object' };
  } catch (error) {
    return { error: error.message };
  }
}

function documents(text) {
  const all = yaml.parseAllDocuments(text, { merge: false, logLevel: 'error' });
  return all.filter(one => one.errors.length || !isNull(one)).map(parsed);
}

function isNull(document) {
  try {
    return document.toJSON() === null;
  } catch {
    return false;
  }
}

async function answer({ entity, ref, context, text }) {
  try {
    if (text !== undefined) return { documents: documents(text) };
    if (ref === undefined) {
      await judge(entity);
      return { accept: true };
    }
    const parsed = model.parseEntityRef(ref, context);
    return { accept: true, parsed, text: model.stringifyEntityRef(parsed) };
  } catch (error) {
    return { accept: false, message: String(error.message) };
  }
}

for await (const line of createInterface({ input: process.stdin, terminal: false })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
