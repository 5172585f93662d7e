// What is kept on this phone between visits: drafts with their files, in IndexedDB. Where there is none, nothing is kept.

const NAME = 'sajangpick';
const STORE = 'create';

let opening: Promise<IDBDatabase> | null = null;

export async function kept<Value>(key: string): Promise<Value | undefined> {
  try {
    return (await asked('readonly', (store) => store.get(key))) as Value | undefined;
  } catch {
    return undefined;
  }
}

export async function keep(key: string, value: unknown): Promise<void> {
  try {
    await asked('readwrite', (store) => store.put(value, key));
  } catch {
    // A private window, or a full phone: the page works on, it only forgets.
  }
}

export async function forget(key: string): Promise<void> {
  try {
    await asked('readwrite', (store) => store.delete(key));
  } catch {
    // Nothing was kept then.
  }
}

async function asked(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  opening ??= opened();
  const database = await opening;
  return settled(ask(database.transaction(STORE, mode).objectStore(STORE)));
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('IndexedDB'));
  });
}
