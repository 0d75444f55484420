/* Runs the steps of a template in memory, as `catalogsite.scaffold.run` does on the command line. */

import { ACTIONS } from "./actions.js";
import { Mentions } from "./mentions.js";
import { TemplateError } from "./paths.js";
import { Workspace } from "./workspace.js";

const { evaluate, isTruthy } = globalThis.Nunjitsu;
const MOST_ROUNDS = 1_000;
const MOST_ACTIONS = 10_000;

/** A text that cannot be evaluated. */
class EvaluationError extends TemplateError {}

/**
 * What a template makes of answers: `files` (`{name, content, mode}`), `notes`, the `steps` that are done by hand, and the
 * `output`. `values` are all answers, `parameters` those that steps see, `secrets` what only inputs may hold. `entity` finds
 * an entity of the catalog. Throws a TemplateError where a step is wrong or fails.
 */
export async function run(data, { values, parameters, secrets }, entity, record) {
  const runner = new Runner(data, parameters, secrets, entity);
  await runner.run();
  if (record && runner.workspace.entries().length) {
    runner.workspace.write(record.name, new TextEncoder().encode(record.text(values)), 0o644, true);
  }
  return { files: runner.workspace.result(), notes: runner.notes, afterwards: runner.afterwards, output: runner.output() };
}

class Runner {
  workspace = new Workspace();
  notes = [];
  afterwards = [];
  #outputs = {};
  #byHand = {};
  #unmet = new Set();
  #count = 0;
  #failed = false;

  constructor(data, parameters, secrets, entity) {
    this.data = data;
    this.entity = entity;
    this.secrets = secrets;
    this.given = { parameters, user: {}, environment: { parameters: {}, secrets: {} }, context: { task: { id: "local" } } };
    this.steps = data.spec.steps.map((step, at) => ({ ...step, id: String(step.id || `step-${at + 1}`), own: step }));
    this.mentions = new Mentions(data.spec);
  }

  async run() {
    this.mentions.check(this.steps);
    let first = null;
    for (const step of this.steps) {
      if (first && !this.#asksForFailure(step)) continue;
      try {
        await this.#step(step);
      } catch (error) {
        this.#failed = true;
        first ??= error;
      }
    }
    if (first) throw first;
  }

  async #step(step) {
    const act = Object.hasOwn(ACTIONS, step.action) ? ACTIONS[step.action] : null;
    const needs = this.mentions.needsOf(step.own);
    const cause = this.#hangsOn(needs);
    if (cause && (act || this.#hangsOn(this.mentions.needsOf({ each: step.own.each })))) return this.#skip(step, `it needs what “${this.#title(cause)}” gives`);
    const unmet = needs.flat().filter((id) => this.#unmet.has(id)).sort()[0];
    let rounds;
    try {
      rounds = [...this.#rounds(step, !act, Boolean(cause))];
    } catch (error) {
      if (!(error instanceof EvaluationError) || !unmet) throw error;
      return this.#skip(step, `“${this.#title(unmet)}”, whose output it needs, was skipped`);
    }
    if (!rounds.length && !("each" in step)) return this.#unmet.add(step.id);
    if (!act) return this.#tell(step, rounds);
    const missing = this.mentions.inputsMissing(step.action, rounds);
    if (missing) {
      if (!unmet) throw new TemplateError(`${this.#title(step.id)}: ${step.action} needs ${missing}`);
      return this.#skip(step, `“${this.#title(unmet)}”, whose output it needs, was skipped`);
    }
    await this.#act(step, act, rounds);
  }

  async #act(step, act, rounds) {
    const outputs = {};
    for (const given of rounds) {
      this.#count += 1;
      if (this.#count > MOST_ACTIONS) throw new TemplateError(`runs more than ${MOST_ACTIONS} actions`);
      const found = await this.#call(step, act, given);
      for (const [name, value] of Object.entries(found ?? {})) {
        if ("each" in step) (outputs[name] ??= []).push(value);
        else outputs[name] = value;
      }
    }
    this.#outputs[step.id] = outputs;
  }

  async #call(step, act, given) {
    try {
      return await act(this, given);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new TemplateError(`${this.#title(step.id)}: ${step.action}: ${error.message}`);
    }
  }

  /** With `lenient`, the input of a step by hand that hangs on another: what is not known yet stays as written. */
  *#rounds(step, told, lenient) {
    if (step.if === false) return;
    const bare = this.#scope(told);
    for (const item of this.#each(step, bare)) {
      const scope = item ? { ...bare, each: item } : bare;
      const open = lenient && this.#hangsOn(this.mentions.needsOf({ if: step.own.if }));
      if (!open && !this.#wanted(step, scope)) continue;
      const full = Object.keys(this.secrets).length ? { ...scope, secrets: this.secrets } : scope;
      const found = this.#value(step, step.input || {}, full, lenient);
      yield found !== null && typeof found === "object" && !Array.isArray(found) ? found : {};
    }
  }

  #each(step, scope) {
    if (!("each" in step)) return [null];
    const items = this.#value(step, step.each, scope);
    if (items === null || typeof items !== "object") throw new TemplateError(`${this.#title(step.id)}: each: '${step.each}' is neither a list nor an object`);
    const pairs = Object.entries(items);
    if (pairs.length > MOST_ROUNDS) throw new TemplateError(`${this.#title(step.id)}: each: takes more than ${MOST_ROUNDS} items`);
    return pairs.map(([key, value]) => ({ key, value }));
  }

  #wanted(step, scope) {
    if (typeof step.if !== "string" || ("each" in step && !step.if)) return true;
    return isTruthy(this.#value(step, step.if, scope));
  }

  #asksForFailure(step) {
    return typeof step.if === "string" && evaluate(step.if, this.#scope(), this.#options()).asksStatus;
  }

  #options() {
    return { failed: this.#failed, hosts: this.data.hosts };
  }

  #value(step, value, context, lenient = false) {
    const { value: found, errors } = evaluate(value, context, this.#options());
    if (errors.length && !lenient) throw new EvaluationError(`${step ? `${this.#title(step.id)}: ` : ""}${errors.map((one) => `${one.text}: ${one.message}`).join("; ")}`);
    return found;
  }

  /** What expressions may use; with `told`, also what steps by hand will give, as a text. */
  #scope(told = false) {
    const outputs = { ...this.#outputs, ...(told ? this.#byHand : {}) };
    const steps = Object.fromEntries(Object.entries(outputs).map(([id, output]) => [id, { output }]));
    return { ...this.given, steps };
  }

  /** The step by hand that one of the texts takes all it needs of. */
  #hangsOn(needs) {
    const open = (id) => Object.hasOwn(this.#byHand, id) || this.#unmet.has(id);
    for (const names of needs) {
      const byHand = names.filter((id) => Object.hasOwn(this.#byHand, id)).sort();
      if (byHand.length && names.every(open)) return byHand[0];
    }
    return null;
  }

  #skip(step, cause) {
    this.afterwards.push({ title: this.#title(step.id), action: step.action, inputs: [], cause });
    this.#byHand[step.id] = this.mentions.outputsOf(step.id);
  }

  #tell(step, rounds) {
    for (const given of rounds) {
      const inputs = Object.entries(given).map(([name, value]) => [name, this.#masked(typeof value === "string" ? value : JSON.stringify(value))]);
      this.afterwards.push({ title: this.#title(step.id), action: step.action, inputs, cause: "" });
    }
    this.#byHand[step.id] = this.mentions.outputsOf(step.id);
  }

  #masked(text) {
    const hidden = Object.values(this.secrets).filter((one) => one.trim().length > 1);
    return hidden.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  }

  #title(id) {
    return this.steps.find((step) => step.id === id)?.name || id;
  }

  /** The texts and links of the template's output that can be told now. */
  output() {
    const stated = this.data.spec.output ?? {};
    const texts = Array.isArray(stated.text) ? stated.text : [];
    const shown = [];
    for (const one of texts) {
      const { value } = evaluate(one, this.#scope(true), this.#options());
      if (value && typeof value === "object" && (value.if === undefined || isTruthy(value.if))) shown.push({ title: value.title, content: this.#masked(String(value.content ?? "")) });
    }
    return shown;
  }
}
