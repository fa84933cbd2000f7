<?php
/**
 * Posts to push.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/**
 * Pushes posts as they are saved. A table has a row for each post, with the number of its latest change; a row is
 * pending until the gateway has responded to that number, and is sent again by WP-Cron and by the next save.
 */
class Dateline_Queue {

	/** Version of the table. */
	const VERSION = '1';

	/** Seconds in which a gateway that was away is not asked again while an editor waits. */
	const AWAY_SECONDS = 10;

	/** Bytes of a text that are sent: with its rendered form it has twice as many. */
	const MAX_BYTES = 12582912;

	/** Posts that one request sends. */
	const AT_ONCE = 20;

	/**
	 * IDs of posts that were changed in this request.
	 *
	 * @var array<int, int>
	 */
	private static $changed = array();

	/** Registers the hooks. */
	public static function register() {
		add_action( 'wp_after_insert_post', array( __CLASS__, 'on_save' ), 20, 2 );
		add_action( 'deleted_post', array( __CLASS__, 'on_delete' ), 20, 2 );
		foreach ( array( 'added_post_meta', 'updated_post_meta', 'deleted_post_meta' ) as $hook ) {
			add_action( $hook, array( __CLASS__, 'on_meta' ), 20, 3 );
		}
		add_action( 'shutdown', array( __CLASS__, 'send_changed' ), PHP_INT_MAX );
		add_action( 'dateline_retry', array( __CLASS__, 'retry' ) );
	}

	/**
	 * Enqueues a post that was saved, or whose unsaved changes were.
	 *
	 * @param int     $post_id ID of the post or revision.
	 * @param WP_Post $post    The post or revision.
	 */
	public static function on_save( $post_id, $post ) {
		if ( 'revision' === $post->post_type ) {
			$post = get_post( (int) wp_is_post_autosave( $post_id ) );
		}
		if ( $post && self::is_pushed( $post ) ) {
			self::add( $post->ID, $post->post_type );
		}
	}

	/**
	 * Enqueues a post that was deleted.
	 *
	 * @param int     $post_id ID of the post.
	 * @param WP_Post $post    The post.
	 */
	public static function on_delete( $post_id, $post ) {
		if ( self::is_pushed( $post ) ) {
			self::add( $post_id, $post->post_type );
		}
	}

	/**
	 * Enqueues a post that got another featured image, which saves no post in the classic editor.
	 *
	 * @param int|int[] $meta_id  ID of the value.
	 * @param int       $post_id  ID of the post.
	 * @param string    $meta_key Name of the value.
	 */
	public static function on_meta( $meta_id, $post_id, $meta_key ) {
		$post = '_thumbnail_id' === $meta_key ? get_post( $post_id ) : null;
		if ( $post && self::is_pushed( $post ) ) {
			self::add( $post->ID, $post->post_type );
		}
	}

	/**
	 * Returns true for a post that the gateway imports.
	 *
	 * @param WP_Post $post The post.
	 */
	private static function is_pushed( $post ) {
		return in_array( $post->post_type, DATELINE_POST_TYPES, true ) && 'auto-draft' !== $post->post_status;
	}

	/**
	 * Enqueues a post. Its number grows with each change, by the clock of the database if that is ahead.
	 *
	 * @param int    $post_id   ID of the post.
	 * @param string $post_type Type of the post.
	 */
	public static function add( $post_id, $post_type ) {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				'INSERT INTO %i (post_id, post_type, number, is_pending) VALUES (%d, %s, FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000000), 1)
				ON DUPLICATE KEY UPDATE number = GREATEST(number + 1, VALUES(number)), is_pending = 1, message = NULL, post_type = VALUES(post_type)',
				self::table(),
				$post_id,
				$post_type
			)
		);
		self::$changed[ $post_id ] = $post_id;
		if ( ! wp_next_scheduled( 'dateline_retry' ) ) {
			wp_schedule_single_event( time() + MINUTE_IN_SECONDS, 'dateline_retry' );
		}
	}

	/** Sends what was changed in this request, when the response is sent, and then what waits. */
	public static function send_changed() {
		if ( ! self::$changed ) {
			return;
		}
		$is_finished = function_exists( 'fastcgi_finish_request' ) && fastcgi_finish_request();
		// Without PHP-FPM the editor waits, so that a gateway that is away is not asked at each save.
		if ( ! $is_finished && get_transient( 'dateline_away' ) ) {
			return;
		}
		$timeout = $is_finished ? 10 : 5;
		foreach ( self::$changed as $post_id ) {
			if ( self::is_away( self::send( $post_id, $timeout ) ) ) {
				return;
			}
		}
		self::send_pending( $timeout, $is_finished ? self::AT_ONCE : 2 );
	}

	/** Sends what waits, and schedules another try if something is left. */
	public static function retry() {
		self::send_pending( 20, self::AT_ONCE );
		if ( self::count_pending() > 0 && ! wp_next_scheduled( 'dateline_retry' ) ) {
			wp_schedule_single_event( time() + MINUTE_IN_SECONDS, 'dateline_retry' );
		}
	}

	/**
	 * Sends posts that wait, those with the fewest tries first.
	 *
	 * @param int $timeout Seconds for each.
	 * @param int $count   Number of posts to send.
	 */
	private static function send_pending( $timeout, $count ) {
		global $wpdb;
		$ids = $wpdb->get_col(
			$wpdb->prepare( 'SELECT post_id FROM %i WHERE is_pending = 1 ORDER BY tries, number LIMIT %d', self::table(), $count )
		);
		foreach ( $ids as $post_id ) {
			if ( self::is_away( self::send( (int) $post_id, $timeout ) ) ) {
				return;
			}
		}
	}

	/**
	 * Sends the present state of a post.
	 *
	 * @param int    $post_id     ID of the post.
	 * @param int    $timeout     Seconds after which the request is given up.
	 * @param string $preview_for Person for whom a preview link is wanted; '' for none.
	 * @return array|WP_Error The response of the gateway.
	 */
	public static function send( $post_id, $timeout, $preview_for = '' ) {
		global $wpdb;
		$row = self::find( $post_id );
		if ( ! $row ) {
			return new WP_Error( 'dateline_unknown', __( 'The post is not saved yet.', 'dateline' ) );
		}
		// Read after its number, and not from the memory of this request: another one may have saved the post since.
		clean_post_cache( $post_id );
		$post     = get_post( $post_id );
		$response = $post && strlen( $post->post_content ) > self::MAX_BYTES
			? new WP_Error( 'dateline_large', __( 'The post is too large for the site.', 'dateline' ), array( 'status' => 413 ) )
			: Dateline_Gateway::push( Dateline_Payload::build( $row, $preview_for ), $timeout );
		if ( is_wp_error( $response ) ) {
			// A post that does not wait was sent before: only its preview has failed. One that is too large always is.
			$wpdb->query(
				$wpdb->prepare(
					'UPDATE %i SET tries = tries + 1, message = %s, is_pending = %d WHERE post_id = %d AND is_pending = 1',
					self::table(),
					$response->get_error_message(),
					413 === self::get_status( $response ) ? 0 : 1,
					$post_id
				)
			);
			if ( self::is_away( $response ) ) {
				set_transient( 'dateline_away', 1, self::AWAY_SECONDS );
			}
			return $response;
		}
		delete_transient( 'dateline_away' );
		$is_saved = ! in_array( $response['outcome'] ?? '', array( 'kept', 'refused' ), true );
		$message  = $is_saved ? '' : implode( ' ', (array) ( $response['reasons'] ?? array() ) );
		// A later change has another number, and stays pending.
		$wpdb->query(
			$wpdb->prepare(
				'UPDATE %i SET is_pending = 0, tries = 0, message = %s WHERE post_id = %d AND number = %s',
				self::table(),
				$message,
				$post_id,
				$row->number
			)
		);
		return $response;
	}

	/**
	 * Returns true if the gateway did not respond, or has failed, so that other posts would fare no better.
	 *
	 * @param array|WP_Error $response The response.
	 */
	private static function is_away( $response ) {
		if ( ! is_wp_error( $response ) || 'dateline_unknown' === $response->get_error_code() ) {
			return false;
		}
		return ! in_array( self::get_status( $response ), array( 400, 413, 422 ), true );
	}

	/**
	 * Returns the HTTP status of an error; 0 without a response.
	 *
	 * @param WP_Error $error The error.
	 */
	private static function get_status( $error ) {
		return (int) ( $error->get_error_data()['status'] ?? 0 );
	}

	/**
	 * Returns the row of a post.
	 *
	 * @param int $post_id ID of the post.
	 * @return object|null
	 */
	public static function find( $post_id ) {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE post_id = %d', self::table(), $post_id ) );
	}

	/** Returns the number of posts that wait. */
	public static function count_pending() {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE is_pending = 1', self::table() ) );
	}

	/** Returns the name of the table. Creates it if this site has none, such as a new site of a network. */
	private static function table() {
		if ( self::VERSION !== get_option( 'dateline_table' ) ) {
			self::create_table();
		}
		return $GLOBALS['wpdb']->prefix . 'dateline_queue';
	}

	/** Creates the table. */
	public static function create_table() {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta(
			"CREATE TABLE {$wpdb->prefix}dateline_queue (
			post_id bigint(20) unsigned NOT NULL,
			post_type varchar(20) NOT NULL,
			number bigint(20) unsigned NOT NULL,
			is_pending tinyint(1) NOT NULL DEFAULT 0,
			tries int(10) unsigned NOT NULL DEFAULT 0,
			message text NULL,
			PRIMARY KEY  (post_id),
			KEY is_pending (is_pending)
			) {$wpdb->get_charset_collate()};"
		);
		update_option( 'dateline_table', self::VERSION );
	}

	/** Ends the retries. */
	public static function stop_cron() {
		wp_clear_scheduled_hook( 'dateline_retry' );
	}
}
