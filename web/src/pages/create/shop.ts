// The shop's kit: written whole, because what is left out of it is empty from then on.

import { api, must } from '../../api/client';
import { session } from '../../session.svelte';

/** Remember this of the shop beside what is known of it. True if that was news. */
export async function writeShop(news: { name?: string; logoId?: string | null }): Promise<boolean> {
  const shop = session.shop;
  if (!session.account || !shop) return false;
  const name = news.name ?? shop.name;
  const logoId = news.logoId === undefined ? shop.logoId : news.logoId;
  if (name === shop.name && logoId === shop.logoId) return false;
  const { address, phone, hours, color } = shop;
  session.shop = must(await api.PUT('/api/shop', { body: { name, logoId, address, phone, hours, color } }));
  return true;
}
