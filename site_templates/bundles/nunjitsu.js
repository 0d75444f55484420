// The template language of Backstage's scaffolder, for pages and for the command line alike.
//
// renderText(text, context, options) -> string       a file, as `fetch:template` renders it
// evaluate(value, context, options)  -> {value, isUndefined, errors, asksStatus}
//                                                    a step's input, as the steps of a run take it
// check(text, options)               -> {message, line, column} or null, without values
// prepare(context)                   -> a context that is copied once for many calls;
//                                       its withValue(path, value) gives a changed one
// isTruthy(value)                    -> whether a step's `if` lets it run
//
// A context is an object of JSON. The options are trimBlocks, lstripBlocks, cookiecutterCompat and
// hosts ({"git.example.org": "gitlab"}); for evaluate also failed (what `failure()` gives).
// What fails is thrown, or listed, as a TemplateFault with message, line and column.
export { check } from "./nunjitsu/check.js";
export { evaluate, isTruthy } from "./nunjitsu/evaluate.js";
export { prepare, renderText, TemplateFault } from "./nunjitsu/renderers.js";
