// The form of a template: rjsf on Preact, and a validator that makes no code at run time.
export { Validator } from "@cfworker/json-schema";
export { Fragment, h, render } from "preact";
export { useEffect, useMemo, useRef, useState } from "preact/hooks";
export { default as Form } from "@rjsf/core/lib/components/Form.js";
export { getDefaultFormState, retrieveSchema, toErrorSchema } from "@rjsf/utils";
