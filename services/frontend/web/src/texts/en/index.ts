import { account, logIn, signUp } from './account.js';
import { answer } from './answer.js';
import { format } from './formats.js';
import { gallery } from './gallery.js';
import { image, imageFields, pull } from './picture.js';
import {
  common,
  errors,
  exceeded,
  navigation,
  notFound,
  planNames,
  planPurposes,
  planUnit,
} from './shell.js';
import { upload } from './upload.js';

export const en = {
  product: 'Image Hub',
  format,
  planNames,
  planPurposes,
  planUnit,
  planLimit: (limit: number, window: number) => `${format.number(limit)} ${planUnit(window)}`,
  navigation,
  gallery,
  image,
  imageFields,
  pull,
  answer,
  exceeded,
  upload,
  signUp,
  logIn,
  account,
  notFound,
  errors,
  ...common,
};
