import { mount } from 'svelte';
import App from './App.svelte';
import { openBridge } from './bridge';
import './styles.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html holds no #app');
mount(App, { target, props: { bridge: await openBridge() } });
