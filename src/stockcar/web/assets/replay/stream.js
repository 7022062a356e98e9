// Documents one a line, as they come; a cut connection is taken up again where it broke.
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// One document; asked again while the connection is cut, empty where it is refused.
export const readOnce = async (address, signal, told = () => {}) => {
  for (let failed = 0; failed < 40 && !signal.aborted; failed++) {
    try {
      const answer = await fetch(address, { signal });
      return answer.ok ? await answer.json() : {};
    } catch {
      told("the connection is cut; trying again");
      await pause(Math.min(4000, 250 * (failed + 1)));
    }
  }
  return {};
};

// With ``anew`` it is read from the start again: what is told may have begun again meanwhile.
export const readLines = async (address, each, signal, told = () => {}, anew = false) => {
  let read = 0;
  for (let failed = 0; failed < 40 && !signal.aborted;) {
    try {
      const answer = await fetch(`${address}&from=${anew ? 0 : read}`, { signal });
      if (!answer.ok) { each(await answer.json()); return false; }
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines) { each(JSON.parse(line)); read += 1; }
        failed = 0;
      }
      if (rest) throw new Error("cut within a line");
      told("");
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      failed += 1;
      told("the connection is cut; trying again");
      await pause(Math.min(4000, 250 * failed));
    }
  }
  return false;
};
