// The API's nouns by the names the page calls them.

import type { components } from './schema';

type Schemas = components['schemas'];

export type Account = Schemas['AccountResource'];
export type Asset = Schemas['AssetResource'];
export type TakenAsset = Schemas['TakenAsset'];
export type Advice = Schemas['AdviceResource'];
export type Job = Schemas['JobResource'];
export type JobState = Schemas['JobState'];
export type Failure = Schemas['FailureResource'];
export type Short = Schemas['ShortResource'];
export type ShortWithJob = Schemas['ShortWithJob'];
export type Shop = Schemas['ShopResource'];
export type Template = Schemas['TemplateResource'];
export type Slot = Schemas['SlotResource'];
export type WaysIn = Schemas['WaysIn'];
export type Entry = Schemas['EntryResource'];
export type LedgerEntry = Schemas['LedgerEntry'];
export type Preview = Schemas['PreviewResource'];
export type OrderPreview = Schemas['OrderPreview'];
export type BrowserSession = Schemas['SessionResource'];
export type Identity = Schemas['IdentityResource'];
export type Token = Schemas['TokenResource'];
export type MadeToken = Schemas['MadeToken'];
export type Scope = Schemas['Scope'];
export type Listener = Schemas['ListenerResource'];
export type NewWebhook = Schemas['WebhookWithSecret'];
export type Delivery = Schemas['DeliveryResource'];
export type Problem = Schemas['Problem'];
/** A platform that shorts are made for: what it covers of a frame, as fractions of its sides, and what to know there. */
export type Platform = Schemas['PlatformResource'];
/** A result of a step of the studio: a prompt, a picture or a clip. */
export type Creation = Schemas['CreationResource'];
export type CreationWithProgress = Schemas['CreationWithProgress'];
export type CreationKind = Schemas['CreationKind'];
export type NewPrompt = Schemas['NewPrompt'];
export type NewImage = Schemas['NewImage'];
export type NewVideo = Schemas['NewVideo'];
export type CameraMove = Schemas['Camera'];
export type EngineOffer = Schemas['EngineOffer'];
