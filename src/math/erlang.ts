/**
 * Erlang's delay formula C(c, a): the probability that an arriving request finds all `servers` busy.
 * Source: Erlang 1917, as in Cooper, "Introduction to Queueing Theory" (1981); the loss formula B is found
 * by its recursion B(j) = a·B(j−1) / (j + a·B(j−1)), every step of which lies in [0, 1], so that a thousand servers
 * neither overflow nor cancel. Exact.
 *
 * @param servers c, a whole number from 1
 * @param offeredLoad a = λ·E[S], from 0 to less than c
 * @returns a probability: 0 at no load, towards 1 as a → c
 * @throws RangeError outside those ranges: at a ≥ c there is no steady state
 */
export function erlangC(servers: number, offeredLoad: number): number {
  if (!(Number.isInteger(servers) && servers >= 1)) {
    throw new RangeError(`servers must be a whole number from 1; found ${servers}`);
  }
  if (!(offeredLoad >= 0 && offeredLoad < servers)) {
    throw new RangeError(`offered load must be from 0 to less than ${servers}; found ${offeredLoad}`);
  }
  let blocking = 1;
  for (let j = 1; j <= servers; j++) blocking = (offeredLoad * blocking) / (j + offeredLoad * blocking);
  return (servers * blocking) / (servers - offeredLoad * (1 - blocking));
}
