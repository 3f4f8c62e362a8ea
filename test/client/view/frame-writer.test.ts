import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameWriter } from '../../../src/client/view/frame-writer.ts';
import { TinyTerminal } from '../support/tiny-terminal.ts';

function writerOn(terminal: TinyTerminal): FrameWriter {
  return new FrameWriter(terminal as unknown as NodeJS.WriteStream);
}

const line = fc.string({ unit: fc.constantFrom('a', 'b', ' c'), minLength: 1, maxLength: 5 });
const writes = fc.array(fc.tuple(fc.array(line, { maxLength: 3 }), fc.array(line, { maxLength: 6 })), {
  maxLength: 30,
});

it('whatever changes in the frame, the screen holds the lines that stay and below them the last frame', () => {
  fc.assert(
    fc.property(writes, (all) => {
      const terminal = new TinyTerminal();
      const writer = writerOn(terminal);
      for (const [above, frame] of all) writer.write(above, frame);
      const expected = [...all.flatMap(([above]) => above), ...(all.at(-1)?.[1] ?? [])];
      expect(terminal.shown).toEqual(expected.join('\n').trimEnd().split('\n'));
      writer.close();
      expect(terminal.shown).toEqual(
        all
          .flatMap(([above]) => above)
          .join('\n')
          .trimEnd()
          .split('\n'),
      );
    }),
  );
});

it('the cursor is hidden while there is a frame, and given back', () => {
  const terminal = new TinyTerminal();
  const writer = writerOn(terminal);
  writer.write(['a'], []);
  expect(terminal.isCursorVisible).toBe(true);
  writer.write([], ['frame']);
  expect(terminal.isCursorVisible).toBe(false);
  writer.close();
  writer.write(['summary'], []);
  expect([terminal.isCursorVisible, terminal.shown]).toEqual([true, ['a', 'summary']]);
});

it('a frame that has not changed is not written again', () => {
  const terminal = new TinyTerminal();
  let writeCount = 0;
  const writer = new FrameWriter({ isTTY: true, write: () => void (writeCount += 1) } as unknown as NodeJS.WriteStream);
  for (let turn = 0; turn < 5; turn += 1) writer.write([], ['frame']);
  expect([writeCount, terminal.isCursorVisible]).toEqual([1, true]);
});

it('rows that a narrower terminal has made of the frame are taken away with it', () => {
  const terminal = new TinyTerminal();
  const writer = writerOn(terminal);
  terminal.write('stays\n');
  writer.write([], ['a', 'b']);
  // What a terminal does that breaks lines again: `b` takes another row.
  terminal.write('rest of b\n');
  writer.grew(1);
  writer.write([], ['c']);
  expect(terminal.shown).toEqual(['stays', 'c']);
});
