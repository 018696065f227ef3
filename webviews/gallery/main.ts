import type { FromGallery, ToGallery } from '../../protocol'
import { openDoor } from '../host/door'
import { start } from './app'
import './style.css'

start(openDoor<ToGallery, FromGallery>())
