import { bentAll } from '../../../words/bent';
import { en } from './en';

export const pseudo = bentAll(en);
