<?php
/**
 * The page of settings.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Settings, Dateline: the address and key of the gateway, and a test of them. */
class Dateline_Settings {

	/** Registers the hooks. */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'add_page' ) );
		add_action( 'admin_init', array( __CLASS__, 'register_settings' ) );
		add_action( 'admin_post_dateline_test', array( __CLASS__, 'test' ) );
	}

	/** Adds the page. */
	public static function add_page() {
		add_options_page( 'Dateline', 'Dateline', 'manage_options', 'dateline', array( __CLASS__, 'render' ) );
	}

	/** Registers the settings. */
	public static function register_settings() {
		register_setting(
			'dateline',
			'dateline_url',
			array( 'sanitize_callback' => array( __CLASS__, 'sanitize_url' ) )
		);
		register_setting(
			'dateline',
			'dateline_key',
			array( 'sanitize_callback' => array( __CLASS__, 'sanitize_key' ) )
		);
	}

	/**
	 * Returns an address of http or https; '' for another text.
	 *
	 * @param string $url What was typed.
	 */
	public static function sanitize_url( $url ) {
		return esc_url_raw( trim( (string) $url ), array( 'http', 'https' ) );
	}

	/**
	 * Returns the key. The form does not contain it, so that an empty field means the stored one.
	 *
	 * @param string $key What was typed.
	 */
	public static function sanitize_key( $key ) {
		$key = sanitize_text_field( (string) $key );
		return '' === $key ? get_option( 'dateline_key', '' ) : $key;
	}

	/** Shows the page. */
	public static function render() {
		$result = get_transient( 'dateline_test_' . get_current_user_id() );
		delete_transient( 'dateline_test_' . get_current_user_id() );
		?>
		<div class="wrap">
			<h1>Dateline</h1>
			<?php if ( $result ) : ?>
				<div class="notice notice-<?php echo esc_attr( $result['type'] ); ?>"><p><?php echo esc_html( $result['text'] ); ?></p></div>
			<?php endif; ?>
			<form method="post" action="options.php">
				<?php settings_fields( 'dateline' ); ?>
				<table class="form-table" role="presentation">
					<tr>
						<th scope="row"><label for="dateline_url"><?php esc_html_e( 'Address of the gateway', 'dateline' ); ?></label></th>
						<td>
							<input type="url" class="regular-text" id="dateline_url" name="dateline_url" placeholder="https://graph.example.com"
								value="<?php echo esc_attr( Dateline_Gateway::url() ); ?>" <?php disabled( defined( 'DATELINE_URL' ) ); ?>>
						</td>
					</tr>
					<tr>
						<th scope="row"><label for="dateline_key"><?php esc_html_e( 'API key', 'dateline' ); ?></label></th>
						<td>
							<input type="password" class="regular-text" id="dateline_key" name="dateline_key" autocomplete="off"
								placeholder="<?php echo '' === Dateline_Gateway::key() ? 'dl_…' : esc_attr__( 'stored', 'dateline' ); ?>" <?php disabled( defined( 'DATELINE_KEY' ) ); ?>>
							<p class="description"><?php esc_html_e( 'Created by: dateline keys create --name WordPress --scope write,publish', 'dateline' ); ?></p>
						</td>
					</tr>
				</table>
				<?php submit_button(); ?>
			</form>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="dateline_test">
				<?php
				wp_nonce_field( 'dateline_test' );
				submit_button( __( 'Test the connection', 'dateline' ), 'secondary', 'dateline-test', false, Dateline_Gateway::is_configured() ? array() : array( 'disabled' => true ) );
				?>
			</form>
		</div>
		<?php
	}

	/** Tests the connection, and returns to the page. */
	public static function test() {
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You are not allowed to change settings.', 'dateline' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'dateline_test' );
		$response = Dateline_Gateway::test();
		if ( is_wp_error( $response ) ) {
			$result = array(
				'type' => 'error',
				'text' => $response->get_error_message(),
			);
		} else {
			/* translators: %s: address of a site. */
			$text   = sprintf( __( 'The gateway takes posts from here. It syncs %s.', 'dateline' ), (string) ( $response['site'] ?? '' ) );
			$result = array(
				'type' => 'success',
				'text' => $text,
			);
		}
		set_transient( 'dateline_test_' . get_current_user_id(), $result, MINUTE_IN_SECONDS );
		wp_safe_redirect( admin_url( 'options-general.php?page=dateline' ) );
		exit;
	}
}
