// The icons of the page, from Lucide (ISC). A name here is what it means, not what it shows.

import add from 'lucide-static/icons/plus.svg?raw';
import admin from 'lucide-static/icons/shield-check.svg?raw';
import ai from 'lucide-static/icons/sparkles.svg?raw';
import back from 'lucide-static/icons/chevron-left.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import camera from 'lucide-static/icons/camera.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import compare from 'lucide-static/icons/columns-2.svg?raw';
import computer from 'lucide-static/icons/monitor.svg?raw';
import conceal from 'lucide-static/icons/eye-off.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import create from 'lucide-static/icons/clapperboard.svg?raw';
import credits from 'lucide-static/icons/coins.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import edit from 'lucide-static/icons/pencil.svg?raw';
import external from 'lucide-static/icons/external-link.svg?raw';
import filter from 'lucide-static/icons/sliders-horizontal.svg?raw';
import forward from 'lucide-static/icons/chevron-right.svg?raw';
import gift from 'lucide-static/icons/gift.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import image from 'lucide-static/icons/image.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import install from 'lucide-static/icons/share.svg?raw';
import key from 'lucide-static/icons/key-round.svg?raw';
import languages from 'lucide-static/icons/languages.svg?raw';
import letter from 'lucide-static/icons/mail-check.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import me from 'lucide-static/icons/user-round.svg?raw';
import more from 'lucide-static/icons/ellipsis.svg?raw';
import music from 'lucide-static/icons/music.svg?raw';
import mute from 'lucide-static/icons/volume-x.svg?raw';
import offline from 'lucide-static/icons/wifi-off.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import phone from 'lucide-static/icons/smartphone.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import prompt from 'lucide-static/icons/text-quote.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import remove from 'lucide-static/icons/trash-2.svg?raw';
import reveal from 'lucide-static/icons/eye.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import security from 'lucide-static/icons/lock-keyhole.svg?raw';
import share from 'lucide-static/icons/share-2.svg?raw';
import shop from 'lucide-static/icons/store.svg?raw';
import signOut from 'lucide-static/icons/log-out.svg?raw';
import sound from 'lucide-static/icons/volume-2.svg?raw';
import stop from 'lucide-static/icons/circle-stop.svg?raw';
import studio from 'lucide-static/icons/wand-sparkles.svg?raw';
import text from 'lucide-static/icons/type.svg?raw';
import tree from 'lucide-static/icons/git-branch.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import unfold from 'lucide-static/icons/chevron-down.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import video from 'lucide-static/icons/film.svg?raw';
import wait from 'lucide-static/icons/clock.svg?raw';
import warning from 'lucide-static/icons/triangle-alert.svg?raw';
import webhook from 'lucide-static/icons/webhook.svg?raw';

export const icons = {
  add, admin, ai, back, bell, camera, check, close, compare, computer, conceal, copy, create, credits, download, edit,
  external, filter, forward, gift, history, image, info, install, key, languages, letter, link, mail, me, more, music,
  mute, offline, pause, phone, play, prompt, refresh, remove, reveal, search, security, share, shop, signOut, sound,
  stop, studio, text, tree, undo, unfold, upload, video, wait, warning, webhook,
} as const;

export type IconName = keyof typeof icons;
