/**
 * What the pool loads in each thread: the worker, by `import()`.
 *
 * Node aborts the whole process when a thread is stopped while `require()` links a module (`v8::Module::IsGraphAsync`), and piscina
 * requires what it is given. So it is given CommonJS, and the modules behind it are imported, which may be stopped anywhere.
 */
export = import("./worker.js").then((worker) => worker.default);
