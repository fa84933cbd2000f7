import { AccessLevel } from '../../shared/article/access-level.js';
import type { WordPressItem } from './wordpress-item.js';

/** A custom field in which a plugin stores that only some readers may read a post. */
interface RestrictingField {
  plugin: string;
  key: string;
  /** Matches the values that restrict the post, which may be serialized by PHP. */
  values: RegExp;
  /** Must match too, if there is one. */
  otherValues?: RegExp;
  access: AccessLevel;
}

const { MEMBERS, PAID } = AccessLevel;
const RCP = 'Restrict Content Pro';
const PMS = 'Paid Member Subscriptions';

const RESTRICTING_FIELDS: RestrictingField[] = [
  { plugin: RCP, key: 'rcp_access_level', values: /^[1-9]/, access: PAID },
  { plugin: RCP, key: 'rcp_subscription_level', values: /^(?!all$|none$|a:0)./i, access: PAID },
  { plugin: RCP, key: '_is_paid', values: /^1$/, access: PAID },
  { plugin: RCP, key: 'rcp_user_level', values: /^(?!all$|none$|a:0|a:1:\{i:0;s:3:"all")./i, access: PAID },
  { plugin: PMS, key: 'pms-content-restrict-subscription-plan', values: /\d/, access: PAID },
  { plugin: PMS, key: 'pms-content-restrict-user-status', values: /^loggedin$/, access: MEMBERS },
  {
    plugin: 'Ultimate Member',
    key: 'um_content_restriction',
    values: /"_um_custom_access_settings";(s:1:"1"|b:1|i:1)/,
    otherValues: /"_um_accessible";(s:1:"2"|i:2)/,
    access: MEMBERS,
  },
  {
    plugin: 'Leaky Paywall',
    key: '_issuem_leaky_paywall_visibility',
    values: /"only(always)?"/,
    access: PAID,
  },
  { plugin: 'Patreon', key: 'patreon-level', values: /^[\d.]*[1-9]/, access: PAID },
  { plugin: 'Memberful', key: 'memberful_acl', values: /^a:[1-9]/, access: PAID },
  { plugin: 'WP-Members', key: '_wpmem_block', values: /^[12]$/, access: MEMBERS },
];

/** Returns the plugin that restricts a post as a whole, and who may read it; null if no field says so. */
export function findRestriction({ meta }: WordPressItem): { plugin: string; access: AccessLevel } | null {
  const found = RESTRICTING_FIELDS.filter(({ key, values, otherValues }) =>
    (meta.get(key) ?? []).some((value) => values.test(value.trim()) && (otherValues?.test(value) ?? true)),
  );
  return found.find(({ access }) => access === PAID) ?? found[0] ?? null;
}
