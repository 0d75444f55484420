// The template engine of Backstage's scaffolder, for pages and for the command line alike.
export { createTemplateRenderer } from "nunjitsu";
