import './style.css'
import { openDoor } from '../host/door'
import { start } from './app'

start(openDoor())
