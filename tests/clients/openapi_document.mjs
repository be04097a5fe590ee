// The description of the API as the server serves it: linted, and asked what an answer must look like.
import assert from 'node:assert/strict';
import { load } from './packages.mjs';

const { parse } = await load('yaml');
const { Validator } = await load('@seriousme/openapi-schema-validator');
const { default: Ajv2020 } = await load('ajv/dist/2020.js');
const { default: addFormats } = await load('ajv-formats');

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const escapePointer = (key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

export class Description {
  static async fetch(base) {
    const answer = await fetch(`${base}/api/v1/openapi.yaml`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/yaml');
    return new Description(await answer.text());
  }

  constructor(text) {
    this.text = text;
    this.root = parse(text);
    this.ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
    addFormats(this.ajv);
    this.ajv.addVocabulary(Object.keys(this.root)); // the document's own members are no misspelt keywords of a schema
    this.ajv.addSchema(this.root, 'api');
    this.operations = new Map();
    for (const [path, item] of Object.entries(this.root.paths)) {
      for (const method of METHODS.filter((name) => item[name])) {
        const at = ['paths', path, method];
        const operation = item[method];
        assert(!this.operations.has(operation.operationId), `two operations are called ${operation.operationId}`);
        this.operations.set(operation.operationId, { ...operation, at, path, method: method.toUpperCase() });
      }
    }
  }

  /** Follows a $ref; answers the thing and where it stands. */
  resolve(at) {
    const thing = at.reduce((parent, key) => parent?.[key], this.root);
    if (!thing?.$ref) return { thing, at };
    return this.resolve(thing.$ref.slice('#/'.length).split('/'));
  }

  /** What is wrong with `value` by the schema that stands at `at`; '' if nothing is. */
  mistakesOf(value, at) {
    const check = this.ajv.compile({ $ref: `api#/${at.map(escapePointer).join('/')}` });
    return check(value) ? '' : this.ajv.errorsText(check.errors, { dataVar: 'value', separator: '\n' });
  }

  /** How a response of an operation is described; undefined if its status is not. */
  response(operation, status) {
    const { thing, at } = this.resolve([...operation.at, 'responses', String(status)]);
    return thing && { ...thing, at };
  }

  // Everything below the root that has the key `name`, with its place.
  *findAll(name, thing = this.root, at = []) {
    if (thing === null || typeof thing !== 'object') return;
    if (Object.hasOwn(thing, name)) yield { thing, at };
    for (const [key, value] of Object.entries(thing)) yield* this.findAll(name, value, [...at, key]);
  }

  /** Sentences about what an OpenAPI document must not be, and what ours should not be. */
  async complaints() {
    const checked = await new Validator().validate(this.text);
    if (!checked.valid) return [`not OpenAPI: ${JSON.stringify(checked.errors)}`];
    const found = [];
    if (!this.root.openapi.startsWith('3.1.')) found.push(`openapi is ${this.root.openapi}, not 3.1`);

    const tags = this.root.tags.map((tag) => tag.name);
    for (const [id, operation] of this.operations) {
      if (!operation.summary) found.push(`${id} has no summary`);
      if (!operation.tags?.length || !operation.tags.every((tag) => tags.includes(tag))) {
        found.push(`${id} has a tag that is not described, or none`);
      }
      const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const described = this.parametersOf(operation).filter((one) => one.in === 'path').map((one) => one.name);
      if (named.sort().join() !== described.sort().join()) found.push(`${id}: its path and its parameters differ`);
      const answers = Object.keys(operation.responses);
      if (!answers.some((status) => status.startsWith('2'))) found.push(`${id} never succeeds`);
    }

    const used = new Set([...this.findAll('$ref')].map(({ thing }) => thing.$ref));
    for (const { thing } of this.findAll('security')) {
      for (const scheme of (thing.security ?? []).flatMap(Object.keys)) used.add(`#/components/securitySchemes/${scheme}`);
    }
    for (const [kind, parts] of Object.entries(this.root.components)) {
      for (const name of Object.keys(parts)) {
        if (!used.has(`#/components/${kind}/${name}`)) found.push(`nothing refers to components/${kind}/${name}`);
      }
    }
    for (const { thing, at } of this.findAll('$ref')) {
      if (this.resolve([...at]).thing === undefined) found.push(`${at.join('/')} refers to nothing: ${thing.$ref}`);
    }
    return found.concat(this.wrongExamples());
  }

  parametersOf(operation) {
    const places = [operation.at.slice(0, 2), operation.at].map((at) => [...at, 'parameters']);
    return places.flatMap((at) => (this.resolve(at).thing ?? []).map((_, index) => this.resolve([...at, index]).thing));
  }

  // Examples are what people copy: each must be what its schema says.
  wrongExamples() {
    const wrong = [];
    const check = (value, schemaAt, at) => {
      const mistakes = this.mistakesOf(value, schemaAt);
      if (mistakes) wrong.push(`example ${at.join('/')}: ${mistakes}`);
    };
    for (const { thing, at } of this.findAll('schema')) {
      if (Object.hasOwn(thing, 'example')) check(thing.example, [...at, 'schema'], at);
      for (const name of Object.keys(thing.examples ?? {})) {
        const example = this.resolve([...at, 'examples', name]);
        check(example.thing.value, [...at, 'schema'], example.at);
      }
    }
    return wrong;
  }
}
