<?php
/**
 * Plugin Name:       Dateline
 * Description:       Shows drafts on the front end of a Dateline gateway, and pushes posts to it as they are saved.
 * Version:           0.1.0
 * Requires at least: 6.4
 * Requires PHP:      7.4
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       dateline
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Post types that the gateway imports. */
const DATELINE_POST_TYPES = array( 'post', 'page' );

foreach ( array( 'gateway', 'payload', 'queue', 'preview', 'notices', 'settings' ) as $dateline_file ) {
	require_once __DIR__ . "/includes/class-dateline-$dateline_file.php";
}

register_activation_hook( __FILE__, array( 'Dateline_Queue', 'create_table' ) );
register_deactivation_hook( __FILE__, array( 'Dateline_Queue', 'stop_cron' ) );

Dateline_Settings::register();
if ( Dateline_Gateway::is_configured() ) {
	Dateline_Queue::register();
	Dateline_Preview::register();
	Dateline_Notices::register();
}
