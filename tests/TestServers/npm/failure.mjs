/** What the client made of a call that must fail; null when it did not. */
export async function failure(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code, param: error.param, message: error.message };
  }
}
