// What Python calls in the JavaScript context: one request and one answer, both JSON.
(() => {
  const contexts = new Map();
  let bytes = "";

  /** The filter `random` asks for this; the system's random bytes come with each request. */
  globalThis.crypto = {
    getRandomValues(array) {
      const view = new Uint8Array(array.buffer);
      if (bytes.length < view.length * 2) {
        throw new Error("too many random values");
      }
      for (let index = 0; index < view.length; index += 1) {
        view[index] = Number.parseInt(bytes.slice(index * 2, index * 2 + 2), 16);
      }
      bytes = bytes.slice(view.length * 2);
      return array;
    },
  };

  const sort = Array.prototype.sort;

  /** What has no order, such as a number and an object, is left as V8 leaves it, on which Backstage runs. */
  Array.prototype.sort = function (compare) {
    if (compare === undefined || this.length >= 64 || this.includes(undefined)) {
      return sort.call(this, compare);
    }
    const isLess = (one, other) => compare(one, other) < 0;
    for (let at = sortedLength(this, isLess); at < this.length; at += 1) {
      const item = this[at];
      let [low, high] = [0, at];
      while (low < high) {
        const middle = (low + high) >> 1;
        [low, high] = isLess(item, this[middle]) ? [low, middle] : [middle + 1, high];
      }
      this.copyWithin(low + 1, low, at);
      this[low] = item;
    }
    return this;
  };

  /** How many items at the start are in order; those in reverse order are turned round. */
  function sortedLength(items, isLess) {
    if (items.length < 2) {
      return items.length;
    }
    const isReverse = isLess(items[1], items[0]);
    let length = 2;
    while (length < items.length && isLess(items[length], items[length - 1]) === isReverse) {
      length += 1;
    }
    if (isReverse) {
      items.splice(0, length, ...items.slice(0, length).reverse());
    }
    return length;
  }

  // No text may depend on the time or on a weak random number.
  delete globalThis.Date;
  delete globalThis.performance;
  delete Math.random;

  const calls = {
    prepare: (id, values) => contexts.set(id, Nunjitsu.prepare(values)) && null,
    change: (id, before, path, value) =>
      contexts.set(id, contextOf({ id: before }).withValue(path, value)) && null,
    drop: (ids) => ids.forEach((id) => contexts.delete(id)),
    render: (text, context, options) => Nunjitsu.renderText(text, contextOf(context), options),
    evaluate: (value, context, options) =>
      Nunjitsu.evaluate(value, contextOf(context), options),
    check: (text, options) => Nunjitsu.check(text, options),
  };

  class UnknownContext extends Error {}

  function contextOf({ id, values }) {
    if (id === undefined) {
      return values;
    }
    if (!contexts.has(id)) {
      throw new UnknownContext();
    }
    return contexts.get(id);
  }

  globalThis.enter = (request, random) => {
    bytes = random;
    const [name, ...given] = JSON.parse(request);
    try {
      return JSON.stringify({ answer: calls[name](...given) ?? null });
    } catch (error) {
      if (error instanceof UnknownContext) {
        return JSON.stringify({ unknown: true });
      }
      const { message, line, column } = error;
      return JSON.stringify({ fault: { message, line, column } });
    }
  };
})();
