import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

test("an editor tells of every export of the library what it is", () => {
  const face = fileURLToPath(new URL("../../pipeline/index.d.ts", import.meta.url));
  const program = ts.createProgram([face], { module: ts.ModuleKind.NodeNext });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(face);
  assert.ok(source !== undefined);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!);
  const silent = exported.filter((symbol) => {
    const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return named.getDocumentationComment(checker).length === 0;
  });
  assert.ok(exported.length > 80, `${exported.length} exports`);
  assert.deepEqual(
    silent.map(({ name }) => name),
    [],
  );
});
