/* What is wrong with an answer, in words. */

const WORDS = {
  pattern: (limit) => `This must match ${limit}`,
  minLength: (limit) => (limit === 1 ? "It is needed." : `This must have at least ${limit} letters.`),
  maxLength: (limit) => `This must have at most ${limit} letters.`,
  minimum: (limit) => `This must be at least ${limit}.`,
  maximum: (limit) => `This must be at most ${limit}.`,
  exclusiveMinimum: (limit) => `This must be more than ${limit}.`,
  exclusiveMaximum: (limit) => `This must be less than ${limit}.`,
  multipleOf: (limit) => `This must be a multiple of ${limit}.`,
  minItems: (limit) => `Choose at least ${limit}.`,
  maxItems: (limit) => `Choose at most ${limit}.`,
  uniqueItems: () => "Each may be here only once.",
  enum: (limit) => `This must be one of ${limit.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ")}.`,
  const: (limit) => `This must be ${typeof limit === "string" ? limit : JSON.stringify(limit)}.`,
  format: (limit) => `This is not a valid ${limit}.`,
  type: (limit) => (limit === "integer" ? "This is not a whole number." : `This must be ${[].concat(limit).join(" or ")}.`),
  anyOf: () => "This fits none of the alternatives.",
  oneOf: () => "This does not fit exactly one of the alternatives.",
  not: () => "This is not allowed.",
  contains: () => "None of them is of the kind that is needed.",
  false: () => "This is not allowed here.",
};

export function messageOf(keyword, limit, fallback) {
  return WORDS[keyword]?.(limit) ?? fallback;
}

export const NAME_PATTERN = /^(?=.{1,63}$)[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
export const NAME_MESSAGE = "Use 1 to 63 letters and digits, with - _ . between them.";
